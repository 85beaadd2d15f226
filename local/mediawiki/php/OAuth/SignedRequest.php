<?php

namespace CuratorTest\OAuth;

/**
 * The request being served, with its `Authorization: OAuth` header, checked as RFC 5849 says (HMAC-SHA1). The checks
 * come in the OAuth extension's order, because each has its own text: consumer, token, timestamp, nonce, signature.
 */
final class SignedRequest {
	private const MAXIMUM_AGE_SECONDS = 300;

	/** @var array<string,string> the oauth_* parameters of the header */
	public readonly array $parameters;

	private function __construct( string $header ) {
		$parameters = [];
		preg_match_all( '/([A-Za-z_]+)="([^"]*)"/', $header, $found, PREG_SET_ORDER );
		foreach ( $found as [ , $name, $value ] ) {
			$parameters[$name] = rawurldecode( $value );
		}
		unset( $parameters['realm'] );
		$this->parameters = $parameters;
	}

	/** Return the request being served, or null if it bears no such header. */
	public static function current(): ?self {
		$header = $_SERVER['HTTP_AUTHORIZATION'] ?? '';
		return stripos( $header, 'OAuth ' ) === 0 ? new self( $header ) : null;
	}

	/** Return one of the oauth_* parameters, '' if it is missing. */
	public function parameter( string $name ): string {
		return $this->parameters[$name] ?? '';
	}

	/**
	 * Return the row of the token that signed, null for a request that is signed by the consumer alone.
	 *
	 * @param string|null $kind which kind of token must have signed
	 * @throws InvalidAuthorization
	 */
	public function check( Tokens $tokens, ?string $kind ): ?array {
		global $wgTestOAuthConsumer;
		if ( $this->parameter( 'oauth_consumer_key' ) !== $wgTestOAuthConsumer['key'] ) {
			throw new InvalidAuthorization( 'Invalid consumer' );
		}
		$token = $kind === null ? null : $this->token( $tokens, $kind );
		$this->checkTime( $tokens );
		$secret = rawurlencode( $wgTestOAuthConsumer['secret'] ) . '&' . rawurlencode( $token['secret'] ?? '' );
		$expected = base64_encode( hash_hmac( 'sha1', $this->baseString(), $secret, true ) );
		if ( $this->parameter( 'oauth_signature_method' ) !== 'HMAC-SHA1' ||
			!hash_equals( $expected, $this->parameter( 'oauth_signature' ) )
		) {
			throw new InvalidAuthorization( 'Invalid signature' );
		}
		return $token;
	}

	private function token( Tokens $tokens, string $kind ): array {
		return $tokens->find( $kind, $this->parameter( 'oauth_token' ) ) ?? throw new InvalidAuthorization(
			$kind === 'access' ? 'No approved grant was found for that authorization token.' : 'Invalid token'
		);
	}

	private function checkTime( Tokens $tokens ): void {
		[ $stamp, $now ] = [ $this->parameter( 'oauth_timestamp' ), time() ];
		if ( !ctype_digit( $stamp ) ) {
			throw new InvalidAuthorization( 'Missing timestamp parameter. The parameter is required' );
		}
		if ( abs( $now - (int)$stamp ) > self::MAXIMUM_AGE_SECONDS ) {
			throw new InvalidAuthorization( "Expired timestamp, yours $stamp, ours $now" );
		}
		$nonce = $this->parameter( 'oauth_nonce' );
		if ( $nonce === '' ) {
			throw new InvalidAuthorization( 'Missing nonce parameter. The parameter is required' );
		}
		if ( !$tokens->isNewNonce( $this->parameter( 'oauth_token' ), $nonce, (int)$stamp ) ) {
			throw new InvalidAuthorization( "Nonce already used: $nonce" );
		}
	}

	/** RFC 5849, 3.4.1: what is signed. A multipart body takes no part in it; a urlencoded one does. */
	private function baseString(): string {
		$pairs = self::pairs( $_SERVER['QUERY_STRING'] ?? '' );
		if ( str_starts_with( $_SERVER['CONTENT_TYPE'] ?? '', 'application/x-www-form-urlencoded' ) ) {
			$pairs = array_merge( $pairs, self::pairs( file_get_contents( 'php://input' ) ) );
		}
		foreach ( $this->parameters as $name => $value ) {
			if ( $name !== 'oauth_signature' ) {
				$pairs[] = [ rawurlencode( $name ), rawurlencode( $value ) ];
			}
		}
		sort( $pairs );
		$normalised = implode( '&', array_map( static fn ( $pair ) => "$pair[0]=$pair[1]", $pairs ) );
		$address = 'http://' . strtolower( $_SERVER['HTTP_HOST'] ) . strtok( $_SERVER['REQUEST_URI'], '?' );
		return $_SERVER['REQUEST_METHOD'] . '&' . rawurlencode( $address ) . '&' . rawurlencode( $normalised );
	}

	/** Return the encoded pairs of a query string; PHP's own reading renames parameters and drops repeated ones. */
	private static function pairs( string $query ): array {
		$pairs = [];
		foreach ( array_filter( explode( '&', $query ), 'strlen' ) as $part ) {
			$halves = explode( '=', $part, 2 ) + [ '', '' ];
			$pairs[] = array_map( static fn ( $half ) => rawurlencode( urldecode( $half ) ), $halves );
		}
		return $pairs;
	}
}
