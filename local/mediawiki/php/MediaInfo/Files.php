<?php

namespace CuratorTest\MediaInfo;

use CommentStoreComment;
use JsonContent;
use MediaWiki\MediaWikiServices;
use MediaWiki\Permissions\Authority;
use MediaWiki\Revision\RevisionRecord;
use Title;

/** Reads and writes the structured data of file pages: the slot `mediainfo` of their revisions. */
final class Files {
	public const SITE = 'commonswiki';

	/** Return the title of an existing file's page, by `M<page id>` or by title; null if there is none. */
	public static function find( ?string $id, ?string $title ): ?Title {
		$found = $id === null ? Title::newFromText( (string)$title ) : Title::newFromID( (int)substr( $id, 1 ) );
		$isFile = $found && $found->exists() && $found->getNamespace() === NS_FILE;
		return $isFile ? $found : null;
	}

	/** Return what the newest revision, or that of a number, says about a file; null if it says nothing. */
	public static function entity( Title $title, ?int $revisionId = null ): ?Entity {
		$revision = self::revision( $title, $revisionId );
		if ( !$revision || !$revision->hasSlot( 'mediainfo' ) ) {
			return null;
		}
		return Entity::fromJson( 'M' . $title->getArticleID(), $revision->getContent( 'mediainfo' )->getText() );
	}

	public static function revision( Title $title, ?int $revisionId = null ): ?RevisionRecord {
		return MediaWikiServices::getInstance()->getRevisionLookup()
			->getRevisionByTitle( $title, $revisionId ?? 0, \IDBAccessObject::READ_LATEST );
	}

	/** Save a new revision of the page, whose wikitext stays as it is; return the revision's number. */
	public static function save( Title $title, Entity $entity, Authority $performer, string $summary ): int {
		$updater = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $title )
			->newPageUpdater( $performer );
		$updater->setContent( 'mediainfo', new JsonContent( $entity->toJson() ) );
		$comment = CommentStoreComment::newUnsavedComment( trim( "/* wbeditentity-update:0| */ $summary" ) );
		$updater->saveRevision( $comment, EDIT_UPDATE );
		return self::revision( $title )->getId();
	}
}
