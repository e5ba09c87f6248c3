-- A person can be erased: names in events and in the answers of mail servers are made anonymous while a mark stands here.
CREATE TABLE `erasing` (
	`mark` integer PRIMARY KEY NOT NULL
) STRICT;
--> statement-breakpoint
DROP TRIGGER `events_update`;
--> statement-breakpoint
CREATE TRIGGER `events_update` BEFORE UPDATE ON `events`
WHEN NOT EXISTS (SELECT 1 FROM `erasing`)
  OR (OLD.`agreement`, OLD.`id`, OLD.`type`, OLD.`at`) IS NOT (NEW.`agreement`, NEW.`id`, NEW.`type`, NEW.`at`)
BEGIN SELECT RAISE(ABORT, 'evidence cannot be changed'); END;
