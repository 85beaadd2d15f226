<?php

namespace CuratorTest\MediaInfo;

use ApiBase;
use Title;
use Wikimedia\ParamValidator\ParamValidator;

/** `action=wbgetentities`, by ids or by site and titles. */
final class ApiGetEntities extends ApiBase {

	public function execute() {
		$asked = $this->extractRequestParams();
		$entities = [];
		foreach ( $asked['ids'] ?? [] as $id ) {
			$entities[$id] = $this->shown( Files::find( $id, null ), $id );
		}
		foreach ( $asked['titles'] ?? [] as $number => $name ) {
			$title = Files::find( null, $name );
			$id = $title ? 'M' . $title->getArticleID() : (string)( -1 - $number );
			$entities[$id] = $title ? $this->shown( $title, $id )
				: [ 'site' => Files::SITE, 'title' => $name, 'missing' => '' ];
		}
		$this->getResult()->addValue( null, 'entities', (object)$entities );
		$this->getResult()->addValue( null, 'success', 1 );
	}

	/** Wikibase says the same of a file nobody described as of a page that is not there. */
	private function shown( ?Title $title, string $id ): array {
		$entity = $title ? Files::entity( $title ) : null;
		if ( !$entity ) {
			return [ 'id' => $id, 'missing' => '' ];
		}
		$revision = Files::revision( $title );
		return [
			'pageid' => $title->getArticleID(),
			'ns' => NS_FILE,
			'title' => $title->getPrefixedText(),
			'lastrevid' => $revision->getId(),
			'modified' => wfTimestamp( TS_ISO_8601, $revision->getTimestamp() ),
		] + $entity->shown();
	}

	public function getAllowedParams() {
		$list = [ ParamValidator::PARAM_ISMULTI => true ];
		return [ 'ids' => $list, 'sites' => $list, 'titles' => $list, 'props' => $list ];
	}

	public function isInternal() {
		return true;
	}
}
