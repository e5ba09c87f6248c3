-- Evidence and ledger only grow. INSERT OR REPLACE would remove rows without asking a DELETE trigger, hence the
-- triggers before INSERT: of two observations, events or fees for the same thing the first stands.
CREATE TRIGGER `entries_insert` BEFORE INSERT ON `entries`
WHEN NEW.`seq` <> (SELECT coalesce(max(`seq`), 0) + 1 FROM `entries` WHERE `agreement` = NEW.`agreement`)
  OR EXISTS (SELECT 1 FROM `entries` WHERE `id` = NEW.`id`)
  OR NEW.`prev` <> coalesce((SELECT `hash` FROM `entries` WHERE `agreement` = NEW.`agreement` AND `seq` = NEW.`seq` - 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one of its chain and have an id of its own'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_update` BEFORE UPDATE ON `entries`
BEGIN SELECT RAISE(ABORT, 'the ledger only grows: an entry cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_delete` BEFORE DELETE ON `entries`
BEGIN SELECT RAISE(ABORT, 'the ledger only grows: an entry cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `heads_update` BEFORE UPDATE ON `heads`
WHEN NEW.`agreement` <> OLD.`agreement` OR NEW.`seq` < OLD.`seq`
BEGIN SELECT RAISE(ABORT, 'a signed head cannot go back'); END;
--> statement-breakpoint
CREATE TRIGGER `heads_delete` BEFORE DELETE ON `heads`
BEGIN SELECT RAISE(ABORT, 'a signed head cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `observations_insert` BEFORE INSERT ON `observations`
WHEN EXISTS (SELECT 1 FROM `observations` WHERE `source` = NEW.`source` AND `at` = NEW.`at` AND `until` = NEW.`until`)
BEGIN SELECT RAISE(IGNORE); END;
--> statement-breakpoint
CREATE TRIGGER `observations_update` BEFORE UPDATE ON `observations`
BEGIN SELECT RAISE(ABORT, 'evidence cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `observations_delete` BEFORE DELETE ON `observations`
WHEN NOT EXISTS (SELECT 1 FROM `packing` WHERE `source` = OLD.`source` AND `day` = OLD.`at` / 86400000)
BEGIN SELECT RAISE(ABORT, 'evidence cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `chunks_insert` BEFORE INSERT ON `chunks`
WHEN EXISTS (SELECT 1 FROM `chunks` WHERE `id` = NEW.`id` OR (`source` = NEW.`source` AND `day` = NEW.`day` AND `part` = NEW.`part`))
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be replaced'); END;
--> statement-breakpoint
CREATE TRIGGER `chunks_update` BEFORE UPDATE ON `chunks`
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `chunks_delete` BEFORE DELETE ON `chunks`
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `chunk_bytes_insert` BEFORE INSERT ON `chunk_bytes`
WHEN EXISTS (SELECT 1 FROM `chunk_bytes` WHERE `chunk` = NEW.`chunk`)
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be replaced'); END;
--> statement-breakpoint
CREATE TRIGGER `chunk_bytes_update` BEFORE UPDATE ON `chunk_bytes`
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `chunk_bytes_delete` BEFORE DELETE ON `chunk_bytes`
WHEN NOT EXISTS (SELECT 1 FROM `chunks` JOIN `sources` ON `sources`.`id` = `chunks`.`source` WHERE `chunks`.`id` = OLD.`chunk` AND `pruned_before` >= max(`last` + 1, `reach`))
BEGIN SELECT RAISE(ABORT, 'packed evidence cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `sources_insert` BEFORE INSERT ON `sources`
WHEN EXISTS (SELECT 1 FROM `sources` WHERE `id` = NEW.`id` OR `identity` = NEW.`identity`)
BEGIN SELECT RAISE(ABORT, 'a source cannot be replaced'); END;
--> statement-breakpoint
CREATE TRIGGER `sources_update` BEFORE UPDATE ON `sources`
WHEN NEW.`id` <> OLD.`id` OR NEW.`identity` <> OLD.`identity` OR NEW.`kind` <> OLD.`kind` OR NEW.`pruned_before` < OLD.`pruned_before`
BEGIN SELECT RAISE(ABORT, 'a source cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `sources_delete` BEFORE DELETE ON `sources`
BEGIN SELECT RAISE(ABORT, 'a source cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `events_insert` BEFORE INSERT ON `events`
WHEN EXISTS (SELECT 1 FROM `events` WHERE `agreement` = NEW.`agreement` AND `id` = NEW.`id`)
BEGIN SELECT RAISE(IGNORE); END;
--> statement-breakpoint
CREATE TRIGGER `events_update` BEFORE UPDATE ON `events`
BEGIN SELECT RAISE(ABORT, 'evidence cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `events_delete` BEFORE DELETE ON `events`
BEGIN SELECT RAISE(ABORT, 'evidence cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `fees_insert` BEFORE INSERT ON `fees`
WHEN EXISTS (SELECT 1 FROM `fees` WHERE `agreement` = NEW.`agreement` AND `fee` = NEW.`fee` AND `from` = NEW.`from` AND `until` = NEW.`until`)
BEGIN SELECT RAISE(IGNORE); END;
--> statement-breakpoint
CREATE TRIGGER `fees_update` BEFORE UPDATE ON `fees`
BEGIN SELECT RAISE(ABORT, 'evidence cannot be changed'); END;
--> statement-breakpoint
CREATE TRIGGER `fees_delete` BEFORE DELETE ON `fees`
BEGIN SELECT RAISE(ABORT, 'evidence cannot be deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `notices_insert` BEFORE INSERT ON `notices`
WHEN EXISTS (SELECT 1 FROM `notices` WHERE `number` = NEW.`number` OR `message_id` = NEW.`message_id`)
BEGIN SELECT RAISE(IGNORE); END;
--> statement-breakpoint
CREATE TRIGGER `notices_update` BEFORE UPDATE ON `notices`
WHEN OLD.`state` = 'sent'
  OR (OLD.`number`, OLD.`message_id`, OLD.`agreement`, OLD.`entry`, OLD.`kind`, OLD.`party`, OLD.`recipient`, OLD.`language`, OLD.`thread`, OLD.`not_before`, OLD.`digest`)
  IS NOT (NEW.`number`, NEW.`message_id`, NEW.`agreement`, NEW.`entry`, NEW.`kind`, NEW.`party`, NEW.`recipient`, NEW.`language`, NEW.`thread`, NEW.`not_before`, NEW.`digest`)
BEGIN SELECT RAISE(ABORT, 'of a notice only what became of it can change, and not once it is sent'); END;
--> statement-breakpoint
CREATE TRIGGER `notices_delete` BEFORE DELETE ON `notices`
BEGIN SELECT RAISE(ABORT, 'a notice cannot be deleted'); END;
