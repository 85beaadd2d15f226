<?php

namespace CuratorTest\OAuth;

use MediaWiki\MediaWikiServices;
use UnlistedSpecialPage;
use User;

/**
 * The steps of a login, as subpages of Special:OAuth.
 *
 *     initiate ──▶ request token ──▶ (a person allows it) verifier ──▶ token ──▶ access token ──▶ identify
 */
final class Handshake extends UnlistedSpecialPage {
	private const JWT_SECONDS = 100; // the extension's own
	private Tokens $tokens;

	public function __construct() {
		parent::__construct( 'OAuth' );
	}

	public function execute( $step ) {
		$this->getOutput()->disable();
		$this->tokens = new Tokens();
		try {
			match ( $step ) {
				'initiate' => $this->initiate(),
				'authenticate', 'authorize' => $this->consent(),
				'token' => $this->exchange(),
				'identify' => $this->identify(),
			};
		} catch ( InvalidAuthorization $problem ) {
			$this->refuse( $step, 'The authorization headers in your request are not valid: ' . $problem->getMessage() );
		} catch ( \DomainException $problem ) {
			$this->refuse( $step, $problem->getMessage() );
		}
	}

	/** Hand out a request token. A callback other than `oob` must begin with the registered one. */
	private function initiate(): void {
		global $wgTestOAuthConsumer;
		$signed = $this->signed();
		$signed->check( $this->tokens, null );
		$callback = $signed->parameter( 'oauth_callback' );
		if ( $callback !== 'oob' && !str_starts_with( $callback, $wgTestOAuthConsumer['callback'] ) ) {
			throw new \DomainException( 'oauth_callback must be set, and must be set to "oob" (case-sensitive), or the '
				. 'configured callback must be a prefix of the supplied callback.' );
		}
		$this->answer( $this->tokens->issue( 'request' ), [ 'oauth_callback_confirmed' => 'true' ] );
	}

	/** Turn an allowed request token and its verifier into an access token, once. */
	private function exchange(): void {
		$signed = $this->signed();
		$request = $signed->check( $this->tokens, 'request' );
		if ( $request['verifier'] === null ||
			!hash_equals( $request['verifier'], $signed->parameter( 'oauth_verifier' ) ) ||
			!$this->tokens->forget( $request['key'] )
		) {
			throw new \DomainException( 'Invalid verification code.' );
		}
		$this->answer( $this->tokens->issue( 'access', $request['username'] ) );
	}

	/** Tell the consumer, in a JWT, whose access token it holds. */
	private function identify(): void {
		global $wgTestOAuthConsumer;
		$signed = $this->signed();
		$token = $signed->check( $this->tokens, 'access' );
		$encode = static fn ( $data ) => rtrim( strtr( base64_encode( $data ), '+/', '-_' ), '=' );
		$claims = $this->claims( User::newFromName( $token['username'] ), $signed->parameter( 'oauth_nonce' ) );
		$head = $encode( '{"typ":"JWT","alg":"HS256"}' ) . '.' . $encode( json_encode( $claims ) );
		header( 'Content-Type: application/jwt' );
		print $head . '.' . $encode( hash_hmac( 'sha256', $head, $wgTestOAuthConsumer['secret'], true ) );
	}

	private function claims( User $user, string $nonce ): array {
		global $wgTestOAuthConsumer, $wgCanonicalServer;
		$services = MediaWikiServices::getInstance();
		return [
			'iss' => $wgCanonicalServer,
			'sub' => $user->getId(), // a number, as the extension has it; RFC 7519 wants text
			'aud' => $wgTestOAuthConsumer['key'],
			'exp' => time() + self::JWT_SECONDS,
			'iat' => time(),
			'username' => $user->getName(),
			'editcount' => $user->getEditCount(),
			'confirmed_email' => $user->isEmailConfirmed(),
			'blocked' => $user->getBlock() !== null,
			'registered' => $user->getRegistration(),
			'groups' => $services->getUserGroupManager()->getUserEffectiveGroups( $user ),
			'rights' => array_values( array_unique( $services->getPermissionManager()->getUserPermissions( $user ) ) ),
			'grants' => [ 'mwoauth-authonly', 'basic', 'highvolume', 'editpage', 'createeditmovepage', 'uploadfile' ],
			'nonce' => $nonce,
		];
	}

	/** Show the consent page, or take its answer. Refusing brings nobody back, as with the extension. */
	private function consent(): void {
		global $wgTestOAuthConsumer;
		$request = $this->getRequest();
		$key = $request->getText( 'oauth_token' );
		if ( ( $this->tokens->find( 'request', $key ) ?? [ 'verifier' => '' ] )['verifier'] !== null ) {
			print ConsentPage::say( 'Connection error', 'This link has been used already. Please start again.' );
		} elseif ( !$request->wasPosted() ) {
			print ConsentPage::ask( $key );
		} elseif ( $request->getCheck( 'cancel' ) || !$request->getCheck( 'accept' ) ) {
			$this->tokens->forget( $key );
			print ConsentPage::say( 'Connection cancelled', 'Curator may not act for you. Close this page.' );
		} else {
			$this->allow( $key, User::newFromName( $request->getText( 'username' ) ) );
		}
	}

	private function allow( string $key, ?User $user ): void {
		global $wgTestOAuthConsumer;
		if ( !$user || !$user->isRegistered() ) {
			print ConsentPage::say( 'Connection error', 'There is no such account.' );
			return;
		}
		$verifier = $this->tokens->allow( $key, $user->getName() );
		$answer = [ 'oauth_verifier' => $verifier, 'oauth_token' => $key ];
		header( 'Location: ' . wfAppendQuery( $wgTestOAuthConsumer['callback'], $answer ), true, 302 );
	}

	private function signed(): SignedRequest {
		return SignedRequest::current() ?? throw new \DomainException( 'The request is not signed.' );
	}

	private function answer( array $token, array $more = [] ): void {
		header( 'Content-Type: text/plain' );
		print http_build_query( [ 'oauth_token' => $token['key'], 'oauth_token_secret' => $token['secret'] ] + $more );
	}

	/** Errors are HTTP 200, and JSON where a JWT is expected. */
	private function refuse( string $step, string $text ): void {
		if ( $step === 'identify' ) {
			header( 'Content-Type: application/json' );
			print json_encode( [ 'error' => 'mwoauth-oauth-exception', 'message' => $text ] );
			return;
		}
		header( 'Content-Type: text/plain' );
		print "Error: $text";
	}
}
