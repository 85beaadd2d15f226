<?php

namespace CuratorTest\Witness;

use ApiMain;
use ApiUsageException;
use PDO;

/** Remembers every request that was refused for its rate. */
final class Refusals {
	private const CODES = [ 'ratelimited', 'actionthrottledtext' ];

	/** Called by the API for every error it answers with. */
	public static function remember( ApiMain $main, \Throwable $error ): void {
		if ( $error instanceof ApiUsageException && self::isForTheRate( $error ) ) {
			self::database()->prepare( 'INSERT INTO refusals VALUES (?, ?)' )
				->execute( [ $main->getUser()->getName(), $main->getModuleName() ] );
		}
	}

	/** Return how often, by user and by action. */
	public static function count(): array {
		$counts = [];
		$rows = self::database()->query( 'SELECT username, action, COUNT(*) FROM refusals GROUP BY username, action' );
		foreach ( $rows as [ $username, $action, $times ] ) {
			$counts[$username][$action] = (int)$times;
		}
		return $counts;
	}

	private static function isForTheRate( ApiUsageException $error ): bool {
		foreach ( $error->getStatusValue()->getErrors() as [ 'message' => $message ] ) {
			$message = \ApiMessage::create( $message );
			$names = array_column( $message->getApiData()['messages'] ?? [], 'name' );
			if ( array_intersect( self::CODES, [ $message->getApiCode(), ...$names ] ) ) {
				return true;
			}
		}
		return false;
	}

	private static function database(): PDO {
		$database = new PDO( 'sqlite:' . getenv( 'MW_STATE_DIR' ) . '/data/refusals.sqlite' );
		$database->setAttribute( PDO::ATTR_TIMEOUT, 10 );
		$database->exec( 'CREATE TABLE IF NOT EXISTS refusals (username TEXT, action TEXT)' );
		return $database;
	}
}
