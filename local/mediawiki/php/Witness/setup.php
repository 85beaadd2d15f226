<?php
/**
 * What the wiki itself saw, as the sandbox tells it at /sandbox/state: how often each file was published, by SHA-1, and
 * how often whom was refused what for the rate.
 */

$wgAutoloadClasses += [
	'CuratorTest\Witness\ApiState' => __DIR__ . '/ApiState.php',
	'CuratorTest\Witness\Refusals' => __DIR__ . '/Refusals.php',
];
$wgAPIModules['teststate'] = CuratorTest\Witness\ApiState::class;
$wgHooks['ApiMain::onException'][] = [ CuratorTest\Witness\Refusals::class, 'remember' ];
