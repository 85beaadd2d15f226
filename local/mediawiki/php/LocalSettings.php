<?php
/**
 * A wiki configured as Wikimedia Commons is, as far as uploads are concerned (operations-mediawiki-config, August 2026),
 * on sqlite. MW_STATE_DIR says where it keeps everything; its settings.json is read at each request, so a test changes
 * what it likes while the wiki runs.
 */

$state = getenv( 'MW_STATE_DIR' );
$settings = json_decode( file_get_contents( "$state/settings.json" ), true );

$wgSitename = 'Test Commons';
$wgServer = $wgCanonicalServer = $settings['server'];
$wgScriptPath = '/w';
$wgLanguageCode = 'en';
$wgSecretKey = 'a test wiki has no secrets';
$wgEnableEmail = false;
$wgUsePrivateIPs = true;

// Where things are. What is written often has a file of its own, as the installer arranges it.
$wgDBtype = 'sqlite';
$wgDBname = 'commonswiki';
$wgSQLiteDataDir = "$state/data";
$sqlite = static fn ( string $name ) => [
	'type' => 'sqlite',
	'dbname' => $name,
	'tablePrefix' => '',
	'variables' => [ 'synchronous' => 'OFF' ],
	'dbDirectory' => "$state/data",
	'trxMode' => 'IMMEDIATE',
	'flags' => 0,
];
$wgObjectCaches[CACHE_DB] = [ 'class' => SqlBagOStuff::class, 'loggroup' => 'SQLBagOStuff', 'server' => $sqlite( 'wikicache' ) ];
$wgJobTypeConf['default'] = [ 'class' => 'JobQueueDB', 'claimTTL' => 3600, 'server' => $sqlite( 'commonswiki_jobqueue' ) ];
$wgLocalisationCacheConf['store'] = 'array';
$wgCacheDirectory = getenv( 'MW_CACHE_DIR' );
$wgUploadDirectory = "$state/images";
$wgUploadPath = '/w/images';
// Shared with the command line and with a copy of the data directory, which memory would not be.
$wgMainCacheType = $wgSessionCacheType = $wgParserCacheType = $wgMessageCacheType = CACHE_DB;

// Uploads as on Commons.
$wgEnableUploads = true;
$wgFileExtensions = [
	'png', 'gif', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'svg', 'pdf', 'djvu', 'xcf', 'ogg', 'oga', 'ogv', 'opus', 'flac',
	'wav', 'webm', 'mp3', 'mid', 'stl', 'mpg', 'mpeg',
];
$wgMaxUploadSize = 5 * 1024 ** 3;
$wgUploadStashMaxAge = 48 * 3600;
$wgEnableAsyncUploads = true;
$wgJobTypesExcludedFromDefaultQueue = []; // the jobs of asynchronous uploads, too, are run by whoever runs jobs
$wgJobRunRate = 0;
$wgUseImageMagick = false;
$wgAPIMaxLagThreshold = 3;

// People as on Commons.
$wgGroupPermissions['*']['createaccount'] = false;
$wgGroupPermissions['*']['upload'] = false;
$wgGroupPermissions['user']['upload'] = true;
$wgGroupPermissions['user']['reupload'] = true;
$wgGroupPermissions['patroller'] = [ 'patrol' => true, 'autopatrol' => true ];
$wgGroupPermissions['bot']['noratelimit'] = true;
$wgAutoConfirmAge = 4 * 86400;
$wgAutoConfirmCount = 0;
$wgRateLimits = [
	'edit' => [ 'ip' => [ 120, 900 ], 'newbie' => [ 120, 300 ], 'user' => [ 900, 180 ], 'patroller' => [ 1500, 180 ] ],
	'upload' => [ 'ip' => [ 8, 60 ], 'newbie' => [ 8, 60 ], 'user' => [ 380, 4320 ], 'patroller' => [ 999, 1 ] ],
] + $wgRateLimits;

// 1.43 counts each action=edit twice, by the page's permission check and by a constraint that was removed in 1.44, which
// Commons is ahead of. There, one request is one edit.
$wgHooks['PingLimiter'][] = static function ( $user, $action, &$result, $hits ) {
	static $edits = 0;
	$edits += $action === 'edit' ? $hits : 0;
	return !( $action === 'edit' && $hits && $edits > $hits ); // false: let it pass uncounted
};

wfLoadSkin( 'MonoBook' );
wfLoadExtension( 'TitleBlacklist' );
wfLoadExtension( 'AbuseFilter' );
$wgTitleBlacklistSources = [ 'test' => [ 'type' => 'file', 'src' => __DIR__ . '/titleblacklist.txt' ] ];
$wgAbuseFilterActions['throttle'] = false;

// Stand-ins for two Wikimedia extensions that no package has, and a witness.
require __DIR__ . '/OAuth/setup.php';
require __DIR__ . '/MediaInfo/setup.php';
require __DIR__ . '/Witness/setup.php';

foreach ( $settings['globals'] as $name => $value ) {
	$GLOBALS[$name] = $value;
}
