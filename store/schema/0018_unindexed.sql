-- Articles of which the full-text index may say something else than is shown: what they
-- show had its place in the order of the index already, or they were joined, split or
-- moved since. The index takes them up with the next batch.
CREATE TABLE unindexed (document INTEGER PRIMARY KEY) STRICT;
INSERT INTO unindexed SELECT DISTINCT merged FROM document WHERE merged IS NOT NULL AND (SELECT extraction FROM searched) > 0;

CREATE TRIGGER document_added AFTER INSERT ON document
WHEN new.extraction <= (SELECT extraction FROM searched)
BEGIN
    INSERT OR IGNORE INTO unindexed VALUES (new.id);
END;
CREATE TRIGGER document_altered AFTER UPDATE OF extraction, merged, source, dated ON document
WHEN new.extraction <= (SELECT extraction FROM searched)
    AND (new.extraction IS NOT old.extraction OR new.merged IS NOT old.merged OR new.source IS NOT old.source OR new.dated IS NOT old.dated)
BEGIN
    INSERT OR IGNORE INTO unindexed VALUES (new.id);
END;
