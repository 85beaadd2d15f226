<?php
/**
 * Structured data of files, for tests: `wbgetentities` and `wbeditentity` with the replies that were recorded from Wikibase
 * and WikibaseMediaInfo, no package of which there is. Stored as those do it, in a slot of its own of the file's page,
 * so revisions, conflicts and rate limits are MediaWiki's. What it does not do: look inside values.
 */

use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\SlotRoleRegistry;

$wgAutoloadClasses += [
	'CuratorTest\MediaInfo\Entity' => __DIR__ . '/Entity.php',
	'CuratorTest\MediaInfo\Files' => __DIR__ . '/Files.php',
	'CuratorTest\MediaInfo\ApiEditEntity' => __DIR__ . '/ApiEditEntity.php',
	'CuratorTest\MediaInfo\ApiGetEntities' => __DIR__ . '/ApiGetEntities.php',
];
$wgAPIModules['wbeditentity'] = CuratorTest\MediaInfo\ApiEditEntity::class;
$wgAPIModules['wbgetentities'] = CuratorTest\MediaInfo\ApiGetEntities::class;
$wgHooks['MediaWikiServices'][] = static function ( MediaWikiServices $services ) {
	$services->addServiceManipulator( 'SlotRoleRegistry', static function ( SlotRoleRegistry $roles ) {
		$roles->defineRoleWithModel( 'mediainfo', CONTENT_MODEL_JSON, [ 'display' => 'none' ] );
	} );
};
