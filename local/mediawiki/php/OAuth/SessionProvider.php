<?php

namespace CuratorTest\OAuth;

use ApiMessage;
use ApiUsageException;
use MediaWiki\MediaWikiServices;
use MediaWiki\Session\ImmutableSessionProviderWithCookie;
use MediaWiki\Session\SessionBackend;
use MediaWiki\Session\SessionInfo;
use MediaWiki\Session\UserInfo;
use RawMessage;
use WebRequest;

/** Makes the owner of an access token the user of an API request, with the rights the token was granted. */
final class SessionProvider extends ImmutableSessionProviderWithCookie {
	private const GRANTS = [ 'basic', 'highvolume', 'editpage', 'createeditmovepage', 'uploadfile', 'uploadeditmovefile' ];

	public function provideSessionInfo( WebRequest $request ) {
		$signed = defined( 'MW_API' ) ? SignedRequest::current() : null;
		if ( $signed === null ) {
			return null;
		}
		try {
			$token = $signed->check( new Tokens(), 'access' );
		} catch ( InvalidAuthorization $problem ) {
			return $this->refused( $problem->getMessage() );
		}
		$user = UserInfo::newFromName( $token['username'], true );
		return $this->session( $token['key'], $user, json_decode( $token['grants'] ?? 'null' ) ?? self::GRANTS );
	}

	public function getAllowedUserRights( SessionBackend $backend ) {
		return $backend->getProviderMetadata()['rights'] ?? [];
	}

	/** Answer a bad signature as the extension does: the API reports it in its own format, to nobody in particular. */
	private function refused( string $text ): SessionInfo {
		$hooks = MediaWikiServices::getInstance()->getHookContainer();
		$hooks->register( 'ApiBeforeMain', static function () use ( $text ) { // not before the session is settled
			$message = new RawMessage( 'The authorization headers in your request are not valid: $1', [ $text ] );
			throw ApiUsageException::newWithMessage( null, ApiMessage::create( $message, 'mwoauth-invalid-authorization' ) );
		} );
		return $this->session( 'refused', UserInfo::newAnonymous(), [] );
	}

	private function session( string $name, UserInfo $user, array $grants ): SessionInfo {
		return new SessionInfo( SessionInfo::MAX_PRIORITY, [
			'provider' => $this,
			'id' => $this->hashToSessionId( $name ),
			'userInfo' => $user,
			'persisted' => !$user->isAnon(),
			'forceUse' => true,
			'metadata' => [ 'rights' => MediaWikiServices::getInstance()->getGrantsInfo()->getGrantRights( $grants ) ],
		] );
	}
}
