<?php
/**
 * Asks MediaWiki's own rate limiter about a user's hits, each at its time, and prints the numbers of those it refuses:
 * rate_limiter.php '{"hits": 380, "seconds": 4320, "times": [...]}' in a file. Nobody has to wait for the times to come.
 */

use Wikimedia\WRStats\ArrayStatsStore;
use Wikimedia\WRStats\LimitCondition;
use Wikimedia\WRStats\LocalEntityKey;
use Wikimedia\WRStats\WRStatsFactory;

$package = getenv( 'MW_INSTALL_PATH' );
spl_autoload_register( static function ( string $class ) use ( $package ) {
	require "$package/includes/libs/" . strtr( substr( $class, strlen( 'Wikimedia\\' ) ), '\\', '/' ) . '.php';
} );

$asked = json_decode( file_get_contents( $argv[1] ), true );
$stats = new WRStatsFactory( new ArrayStatsStore() );
$conditions = [ 'user' => new LimitCondition( $asked['hits'], $asked['seconds'] ) ];
$refused = [];
foreach ( $asked['times'] as $number => $time ) {
	$limiter = $stats->createRateLimiter( $conditions, [ 'limiter', 'upload' ] );
	$limiter->setCurrentTime( $time );
	if ( !$limiter->tryIncr( 'user', new LocalEntityKey( [ 1 ] ) )->isAllowed() ) {
		$refused[] = $number;
	}
}
echo json_encode( $refused );
