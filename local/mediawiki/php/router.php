<?php
/**
 * Serves one wiki from PHP's built-in server: MediaWiki's entry points under /w, and the files people uploaded.
 */

$path = rawurldecode( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ?? '' );

if ( $path === '/sandbox/state' ) { // where the sandbox, too, tells what it saw
	$path = '/w/api.php';
	$_GET = [ 'action' => 'teststate', 'format' => 'json', 'formatversion' => '2' ];
	$_SERVER['QUERY_STRING'] = http_build_query( $_GET );
	$_SERVER['REQUEST_URI'] = "$path?$_SERVER[QUERY_STRING]";
}
if ( preg_match( '#^/w/(api|index|load|thumb|rest)\.php(/|$)#', $path, $match ) ) {
	$entry = getenv( 'MW_INSTALL_PATH' ) . "/$match[1].php";
	$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = "/w/$match[1].php";
	$_SERVER['SCRIPT_FILENAME'] = $entry;
	unset( $_SERVER['PATH_INFO'] );
	chdir( dirname( $entry ) );
	require $entry;
	return true;
}
if ( str_starts_with( $path, '/w/images/' ) && !str_contains( $path, '..' ) ) {
	$file = getenv( 'MW_STATE_DIR' ) . '/images/' . substr( $path, strlen( '/w/images/' ) );
	if ( is_file( $file ) ) {
		header( 'Content-Type: ' . mime_content_type( $file ) );
		header( 'Content-Length: ' . filesize( $file ) );
		readfile( $file );
		return true;
	}
}
if ( $path === '/' || $path === '/w/' ) {
	header( 'Location: /w/index.php', true, 302 );
	return true;
}
http_response_code( 404 );
echo 'There is nothing here.';
return true;
