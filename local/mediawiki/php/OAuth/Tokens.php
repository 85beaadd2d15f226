<?php

namespace CuratorTest\OAuth;

use PDO;

/** The tokens that were handed out, and the nonces that were seen. Tests add and revoke access tokens here too. */
final class Tokens {
	private PDO $database;

	public function __construct() {
		$this->database = new PDO( 'sqlite:' . getenv( 'MW_STATE_DIR' ) . '/data/oauth.sqlite' );
		$this->database->setAttribute( PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION );
		$this->database->setAttribute( PDO::ATTR_TIMEOUT, 10 );
		$this->database->exec(
			'CREATE TABLE IF NOT EXISTS tokens (key TEXT PRIMARY KEY, secret TEXT NOT NULL, kind TEXT NOT NULL,
				username TEXT, verifier TEXT, grants TEXT);
			CREATE TABLE IF NOT EXISTS nonces (token TEXT, nonce TEXT, stamp INTEGER, PRIMARY KEY (token, nonce, stamp))'
		);
	}

	/** Return a token's row, or null. */
	public function find( string $kind, string $key ): ?array {
		return $this->rows( 'SELECT * FROM tokens WHERE kind = ? AND key = ?', [ $kind, $key ] )[0] ?? null;
	}

	/** Make a token and return its row. */
	public function issue( string $kind, ?string $username = null ): array {
		$key = bin2hex( random_bytes( 16 ) );
		$values = [ $key, bin2hex( random_bytes( 20 ) ), $kind, $username ];
		$this->rows( 'INSERT INTO tokens (key, secret, kind, username) VALUES (?, ?, ?, ?)', $values );
		return $this->find( $kind, $key );
	}

	/** Bind a request token to an account and return the verifier; null if the token is unknown or used. */
	public function allow( string $key, string $username ): ?string {
		$verifier = bin2hex( random_bytes( 16 ) );
		$changed = $this->database->prepare(
			"UPDATE tokens SET username = ?, verifier = ? WHERE key = ? AND kind = 'request' AND verifier IS NULL"
		);
		$changed->execute( [ $username, $verifier, $key ] );
		return $changed->rowCount() ? $verifier : null;
	}

	/** Forget a token; return whether it was there. */
	public function forget( string $key ): bool {
		$deleted = $this->database->prepare( 'DELETE FROM tokens WHERE key = ?' );
		$deleted->execute( [ $key ] );
		return $deleted->rowCount() > 0;
	}

	/** Remember a nonce; return false if it was seen before. */
	public function isNewNonce( string $token, string $nonce, int $stamp ): bool {
		$inserted = $this->database->prepare( 'INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)' );
		$inserted->execute( [ $token, $nonce, $stamp ] );
		return $inserted->rowCount() > 0;
	}

	private function rows( string $query, array $values ): array {
		$statement = $this->database->prepare( $query );
		$statement->execute( $values );
		return $statement->fetchAll( PDO::FETCH_ASSOC );
	}
}
