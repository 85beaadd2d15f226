<?php

namespace CuratorTest\MediaInfo;

use ApiBase;
use ApiRawMessage;
use Title;
use Wikimedia\ParamValidator\ParamValidator;

/** `action=wbeditentity` on the structured data of files. */
final class ApiEditEntity extends ApiBase {
	private const CONFLICT = 'Edit conflict. Could not patch the current revision.';
	private const THROTTLED = [
		[ 'name' => 'wikibase-api-failed-save', 'parameters' => [], 'html' => 'The save has failed.' ],
		[ 'name' => 'actionthrottledtext', 'parameters' => [], 'html' => 'As an anti-abuse measure, …' ],
	];

	public function execute() {
		$asked = $this->extractRequestParams();
		$change = json_decode( $asked['data'], true ) ?? $this->refuse( 'invalid-json', 'Invalid json in request.' );
		$title = Files::find( $asked['id'] ?? null, $asked['title'] ?? null ) ?? $this->refuse( 'no-such-entity-link',
			'Could not find an Item containing a sitelink to the provided site and page name.' );
		$this->checkTitleUserPermissions( $title, 'edit' );
		if ( $this->getUser()->pingLimiter( 'edit' ) ) {
			$this->refuse( 'failed-save', 'The save has failed.', self::THROTTLED );
		}
		$this->apply( $title, $change, $asked['baserevid'] ?? null, $asked['summary'] ?? '' );
	}

	private function apply( Title $title, array $change, ?int $baseId, string $summary ): void {
		$nothing = new Entity( 'M' . $title->getArticleID() );
		$known = Files::entity( $title );
		$base = $baseId === null ? $known : Files::entity( $title, $baseId );
		if ( ( $known ?? $nothing )->conflicts( $base ?? $nothing, $change ) ) {
			$this->refuse( 'editconflict', self::CONFLICT );
		}
		try {
			$entity = ( $known ?? $nothing )->changed( $change );
		} catch ( \DomainException $problem ) {
			$this->refuse( $problem->getMessage(), 'A claim is not well formed.' );
		}
		$unchanged = $entity->toJson() === ( $known ?? $nothing )->toJson();
		$revision = $unchanged ? Files::revision( $title )->getId()
			: Files::save( $title, $entity, $this->getAuthority(), $summary );
		$answer = $entity->shown() + [ 'lastrevid' => $revision ] + ( $unchanged ? [ 'nochange' => '' ] : [] );
		$this->getResult()->addValue( null, 'entity', $answer );
		$this->getResult()->addValue( null, 'success', 1 );
	}

	private function refuse( string $code, string $text, array $messages = [] ): never {
		$this->dieWithError( new ApiRawMessage( $text, $code, $messages ? [ 'messages' => $messages ] : [] ) );
	}

	public function getAllowedParams() {
		return [
			'id' => null, 'site' => null, 'title' => null, 'summary' => null,
			'data' => [ ParamValidator::PARAM_REQUIRED => true ],
			'baserevid' => [ ParamValidator::PARAM_TYPE => 'integer' ],
		];
	}

	public function mustBePosted() {
		return true;
	}

	public function isWriteMode() {
		return true;
	}

	public function needsToken() {
		return 'csrf';
	}

	public function isInternal() {
		return true;
	}
}
