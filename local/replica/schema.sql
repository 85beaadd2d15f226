-- The tables of MediaWiki 1.43 that Curator asks, without columns and indexes nobody here meets, and the database of
-- views through which Wikimedia shows them to tools.
CREATE DATABASE commonswiki;
CREATE TABLE commonswiki.category (
  cat_id INT UNSIGNED AUTO_INCREMENT NOT NULL PRIMARY KEY,
  cat_title VARBINARY(255) NOT NULL,
  cat_pages INT DEFAULT 0 NOT NULL,
  cat_subcats INT DEFAULT 0 NOT NULL,
  cat_files INT DEFAULT 0 NOT NULL,
  UNIQUE INDEX cat_title (cat_title),
  INDEX cat_pages (cat_pages)
);
CREATE TABLE commonswiki.page (
  page_id INT UNSIGNED AUTO_INCREMENT NOT NULL PRIMARY KEY,
  page_namespace INT NOT NULL,
  page_title VARBINARY(255) NOT NULL,
  UNIQUE INDEX page_name_title (page_namespace, page_title)
);
CREATE TABLE commonswiki.linktarget (
  lt_id BIGINT UNSIGNED AUTO_INCREMENT NOT NULL PRIMARY KEY,
  lt_namespace INT NOT NULL,
  lt_title VARBINARY(255) NOT NULL,
  UNIQUE INDEX lt_namespace_title (lt_namespace, lt_title)
);
CREATE TABLE commonswiki.pagelinks (
  pl_from INT UNSIGNED DEFAULT 0 NOT NULL,
  pl_target_id BIGINT UNSIGNED NOT NULL,
  pl_from_namespace INT DEFAULT 0 NOT NULL,
  PRIMARY KEY (pl_from, pl_target_id),
  INDEX pl_target_id (pl_target_id, pl_from),
  INDEX pl_backlinks_namespace_target_id (pl_from_namespace, pl_target_id, pl_from)
);
CREATE TABLE commonswiki.templatelinks (
  tl_from INT UNSIGNED DEFAULT 0 NOT NULL,
  tl_target_id BIGINT UNSIGNED NOT NULL,
  tl_from_namespace INT DEFAULT 0 NOT NULL,
  PRIMARY KEY (tl_from, tl_target_id),
  INDEX tl_target_id (tl_target_id, tl_from),
  INDEX tl_backlinks_namespace_target_id (tl_from_namespace, tl_target_id, tl_from)
);
CREATE DATABASE commonswiki_p;
CREATE SQL SECURITY DEFINER VIEW commonswiki_p.category AS SELECT * FROM commonswiki.category;
CREATE SQL SECURITY DEFINER VIEW commonswiki_p.page AS SELECT * FROM commonswiki.page;
CREATE SQL SECURITY DEFINER VIEW commonswiki_p.linktarget AS SELECT * FROM commonswiki.linktarget;
CREATE SQL SECURITY DEFINER VIEW commonswiki_p.pagelinks AS SELECT * FROM commonswiki.pagelinks;
CREATE SQL SECURITY DEFINER VIEW commonswiki_p.templatelinks AS SELECT * FROM commonswiki.templatelinks;
