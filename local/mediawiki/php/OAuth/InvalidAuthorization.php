<?php

namespace CuratorTest\OAuth;

/** A request's signature proves nothing; the message is the OAuth extension's own text. */
final class InvalidAuthorization extends \Exception {
}
