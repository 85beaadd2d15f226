<?php

namespace CuratorTest\OAuth;

use MediaWiki\MediaWikiServices;

/** The page on which a person allows Curator to act for one of the wiki's accounts, and the pages that follow it. */
final class ConsentPage {

	/** Return the form: which account, then Allow or Cancel. */
	public static function ask( string $requestKey ): string {
		$choices = '';
		foreach ( self::usernames() as $index => $name ) {
			$checked = $index ? '' : ' checked';
			$choices .= "<label><input type=\"radio\" name=\"username\" value=\"" . htmlspecialchars( $name )
				. "\"$checked> " . htmlspecialchars( $name ) . '</label><br>';
		}
		return self::page( 'Allow Curator?', '<form method="post" action="?title=Special:OAuth/authorize">'
			. '<p>Curator would like to upload new files and edit existing pages on behalf of your account.</p>'
			. '<input type="hidden" name="oauth_token" value="' . htmlspecialchars( $requestKey ) . '">'
			. "<fieldset><legend>You are</legend>$choices</fieldset>"
			. '<button type="submit" name="accept" value="1">Allow</button> '
			. '<button type="submit" name="cancel" value="1">Cancel</button></form>' );
	}

	/** Return a page with one sentence. */
	public static function say( string $title, string $sentence ): string {
		return self::page( $title, '<p>' . htmlspecialchars( $sentence ) . '</p>' );
	}

	private static function page( string $title, string $content ): string {
		return '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>' . htmlspecialchars( $title )
			. '</title></head><body><h1>' . htmlspecialchars( $title ) . "</h1>$content</body></html>";
	}

	private static function usernames(): array {
		$connections = MediaWikiServices::getInstance()->getDBLoadBalancer();
		return $connections->getConnection( DB_REPLICA )->newSelectQueryBuilder()
			->select( 'user_name' )->from( 'user' )->where( [ 'user_editcount > 0' ] )->orderBy( 'user_id' )
			->caller( __METHOD__ )->fetchFieldValues();
	}
}
