<?php
/**
 * OAuth 1.0a as Wikimedia's OAuth extension speaks it, for tests: one consumer, which settings.json names, and tokens in
 * a small database of their own. On the consent page one picks an account; nobody has a password here.
 */

$wgAutoloadClasses += [
	'CuratorTest\OAuth\InvalidAuthorization' => __DIR__ . '/InvalidAuthorization.php',
	'CuratorTest\OAuth\Tokens' => __DIR__ . '/Tokens.php',
	'CuratorTest\OAuth\SignedRequest' => __DIR__ . '/SignedRequest.php',
	'CuratorTest\OAuth\SessionProvider' => __DIR__ . '/SessionProvider.php',
	'CuratorTest\OAuth\Handshake' => __DIR__ . '/Handshake.php',
	'CuratorTest\OAuth\ConsentPage' => __DIR__ . '/ConsentPage.php',
];
$wgTestOAuthConsumer = $settings['consumer'];
$wgSpecialPages['OAuth'] = CuratorTest\OAuth\Handshake::class;
$wgSessionProviders['oauth'] = [ 'class' => CuratorTest\OAuth\SessionProvider::class, 'args' => [] ];
