<?php

namespace CuratorTest\MediaInfo;

use MediaWiki\MediaWikiServices;

/** The captions and statements of one file: `labels` by language, `statements` by property. */
final class Entity {

	public function __construct(
		public readonly string $id,
		private array $labels = [],
		private array $statements = []
	) {
	}

	public static function fromJson( string $id, string $json ): self {
		$stored = json_decode( $json, true );
		return new self( $id, $stored['labels'], $stored['statements'] );
	}

	public function toJson(): string {
		return json_encode( [ 'labels' => $this->labels, 'statements' => $this->statements ] );
	}

	/** Return the entity as the API shows it; PHP writes empty maps of statements as a list, and so does Wikibase. */
	public function shown(): array {
		return [ 'type' => 'mediainfo', 'id' => $this->id, 'labels' => (object)$this->labels,
			'descriptions' => (object)[], 'statements' => $this->statements ];
	}

	/**
	 * Return the entity with a change made. A statement without an id is added, again if it was there before; one with
	 * an id replaces. The list is called `claims` here; called `statements` it is ignored, as Wikibase does.
	 *
	 * @throws \DomainException with the error's code
	 */
	public function changed( array $change ): self {
		$labels = $this->labels;
		foreach ( $change['labels'] ?? [] as $label ) {
			$labels[$label['language']] = [ 'language' => $label['language'], 'value' => trim( $label['value'] ) ];
		}
		$statements = $this->statements;
		$guids = MediaWikiServices::getInstance()->getGlobalIdGenerator();
		foreach ( self::claims( $change ) as $claim ) {
			$property = $claim['mainsnak']['property'] ?? throw new \DomainException( 'invalid-claim' );
			$id = $claim['id'] ?? $this->id . '$' . strtoupper( $guids->newUUIDv4() );
			$known = array_search( $id, array_column( $statements[$property] ?? [], 'id' ), true );
			$statements[$property][$known === false ? count( $statements[$property] ?? [] ) : $known] =
				self::stored( $claim, $id );
		}
		return new self( $this->id, $labels, $statements );
	}

	/** Tell whether a change touches what became of this entity since an earlier revision of it. */
	public function conflicts( self $base, array $change ): bool {
		foreach ( $change['labels'] ?? [] as $label ) {
			$language = $label['language'];
			$now = $this->labels[$language] ?? null;
			if ( $now !== ( $base->labels[$language] ?? null ) && ( $now['value'] ?? null ) !== $label['value'] ) {
				return true;
			}
		}
		[ $before, $after ] = [ $base->byId(), $this->byId() ];
		foreach ( array_filter( array_column( self::claims( $change ), 'id' ) ) as $id ) {
			if ( ( $before[$id] ?? null ) !== ( $after[$id] ?? null ) ) {
				return true;
			}
		}
		return false;
	}

	private static function claims( array $change ): array {
		$claims = $change['claims'] ?? [];
		return array_is_list( $claims ) ? $claims : array_merge( ...array_values( $claims ) );
	}

	private function byId(): array {
		return array_column( array_merge( ...array_values( $this->statements ) ), null, 'id' );
	}

	private static function stored( array $claim, string $id ): array {
		$claim['mainsnak'] = self::hashed( $claim['mainsnak'] );
		foreach ( $claim['qualifiers'] ?? [] as $property => $snaks ) {
			$claim['qualifiers'][$property] = array_map( [ self::class, 'hashed' ], $snaks );
		}
		foreach ( $claim['references'] ?? [] as $number => $reference ) {
			$claim['references'][$number] = [ 'hash' => sha1( json_encode( $reference['snaks'] ) ) ] + $reference;
		}
		return [ 'id' => $id, 'type' => 'statement' ] + $claim + [ 'rank' => 'normal' ];
	}

	private static function hashed( array $snak ): array {
		unset( $snak['hash'] );
		return $snak + [ 'hash' => sha1( json_encode( $snak ) ) ];
	}
}
