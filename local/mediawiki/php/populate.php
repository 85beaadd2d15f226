<?php
/**
 * Fills a newly installed wiki: the accounts of accounts.json (name, groups, edits, whether registered long ago), and two
 * abuse filters. Nobody gets a password.
 */

use CuratorTest\OAuth\Tokens;
use MediaWiki\MediaWikiServices;

require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

class Populate extends Maintenance {

	public function execute() {
		foreach ( json_decode( file_get_contents( getenv( 'MW_ACCOUNTS' ) ), true ) as $account ) {
			$this->addAccount( $account );
		}
		new Tokens(); // makes its tables
		$this->addFilter( 'forbidden uploads', 'action == "upload" & page_title irlike "^Forbidden"', 'disallow', '' );
		$this->addFilter( 'warned uploads', 'action == "upload" & page_title irlike "^Warnme"', 'warn', 'abusefilter-warning' );
	}

	private function addAccount( array $account ): void {
		$registered = wfTimestamp( TS_MW, $account['isNew'] ? time() : strtotime( '2019-04-01T12:00:00Z' ) );
		$user = User::createNew( $account['name'], [ 'registration' => $registered ] );
		foreach ( $account['groups'] as $group ) {
			MediaWikiServices::getInstance()->getUserGroupManager()->addUserToGroup( $user, $group );
		}
		$this->getDB( DB_PRIMARY )->update(
			'user', [ 'user_editcount' => $account['edits'] ], [ 'user_id' => $user->getId() ], __METHOD__
		);
	}

	private function addFilter( string $name, string $pattern, string $consequence, string $parameters ): void {
		$database = $this->getDB( DB_PRIMARY );
		$actor = MediaWikiServices::getInstance()->getActorNormalization()
			->acquireActorId( User::newSystemUser( 'Filter author', [ 'steal' => true ] ), $database );
		$filter = [ 'af_pattern' => $pattern, 'af_timestamp' => $database->timestamp(), 'af_enabled' => 1,
			'af_comments' => '', 'af_public_comments' => $name, 'af_actions' => $consequence, 'af_group' => 'default' ];
		$author = $database->fieldExists( 'abuse_filter', 'af_actor', __METHOD__ )
			? [ 'af_actor' => $actor ] : [ 'af_user' => 1, 'af_user_text' => 'Filter author' ];
		$database->insert( 'abuse_filter', $filter + $author, __METHOD__ );
		$database->insert( 'abuse_filter_action', [ 'afa_filter' => $database->insertId(),
			'afa_consequence' => $consequence, 'afa_parameters' => $parameters ], __METHOD__ );
	}
}

$maintClass = Populate::class;
require_once RUN_MAINTENANCE_IF_MAIN;
