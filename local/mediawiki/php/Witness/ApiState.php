<?php

namespace CuratorTest\Witness;

use ApiBase;
use MediaWiki\MediaWikiServices;

/** `action=teststate`: what was published and refused so far. */
final class ApiState extends ApiBase {

	public function execute() {
		$this->getResult()->addValue( null, 'publishes', (object)$this->publishes() );
		$this->getResult()->addValue( null, 'refused', (object)Refusals::count() );
	}

	/** Count the versions of all files, current and replaced, by SHA-1 in hexadecimal digits. */
	private function publishes(): array {
		$database = MediaWikiServices::getInstance()->getDBLoadBalancer()->getConnection( DB_REPLICA );
		$times = [];
		foreach ( [ 'image' => 'img_sha1', 'oldimage' => 'oi_sha1' ] as $table => $field ) {
			foreach ( $database->selectFieldValues( $table, $field, '', __METHOD__ ) as $sha1 ) {
				$times[] = \Wikimedia\base_convert( $sha1, 36, 16, 40 );
			}
		}
		return array_count_values( $times );
	}

	public function getAllowedParams() {
		return [];
	}

	public function isInternal() {
		return true;
	}
}
