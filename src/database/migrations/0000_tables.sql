-- Made by drizzle-kit from schema.ts, then STRICT and WITHOUT ROWID added by hand.
CREATE TABLE `chunk_bytes` (
	`chunk` integer PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `chunks` (
	`id` integer PRIMARY KEY NOT NULL,
	`source` integer NOT NULL,
	`day` integer NOT NULL,
	`part` integer NOT NULL,
	`count` integer NOT NULL,
	`good` integer NOT NULL,
	`bad` integer NOT NULL,
	`unknown` integer NOT NULL,
	`first` integer NOT NULL,
	`last` integer NOT NULL,
	`reach` integer NOT NULL,
	`hash` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `chunks_day` ON `chunks` (`source`,`day`,`part`);--> statement-breakpoint
CREATE INDEX `chunks_crossing` ON `chunks` (`source`,`reach`) WHERE reach > (day + 1) * 86400000;--> statement-breakpoint
CREATE TABLE `entries` (
	`agreement` text NOT NULL,
	`seq` integer NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`clause` text,
	`period_from` text,
	`period_to` text,
	`subject` text,
	`revision` integer NOT NULL,
	`decided_at` integer NOT NULL,
	`facts` text NOT NULL,
	`supersedes` text,
	`prev` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`agreement`, `seq`)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_id_unique` ON `entries` (`id`);--> statement-breakpoint
CREATE INDEX `entries_decided` ON `entries` (`decided_at`);--> statement-breakpoint
CREATE TABLE `events` (
	`agreement` text NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`agreement`, `id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`agreement`,`at`);--> statement-breakpoint
CREATE TABLE `fees` (
	`agreement` text NOT NULL,
	`fee` text NOT NULL,
	`from` text NOT NULL,
	`until` text NOT NULL,
	`amount` text NOT NULL,
	PRIMARY KEY(`agreement`, `fee`, `from`, `until`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `heads` (
	`agreement` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL,
	`key_id` text NOT NULL,
	`signature` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notices` (
	`number` integer PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`agreement` text NOT NULL,
	`entry` text NOT NULL,
	`kind` text NOT NULL,
	`party` text NOT NULL,
	`recipient` text NOT NULL,
	`language` text NOT NULL,
	`thread` text,
	`not_before` integer NOT NULL,
	`digest` text,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`attempt_at` integer NOT NULL,
	`last_error` text,
	FOREIGN KEY (`entry`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `notices_entry` ON `notices` (`entry`);--> statement-breakpoint
CREATE INDEX `notices_agreement` ON `notices` (`agreement`,`number`);--> statement-breakpoint
CREATE INDEX `notices_pending` ON `notices` (`attempt_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX `notices_message` ON `notices` (`message_id`);--> statement-breakpoint
CREATE TABLE `observations` (
	`source` integer NOT NULL,
	`at` integer NOT NULL,
	`until` integer NOT NULL,
	`outcome` integer NOT NULL,
	`reason` integer NOT NULL,
	`latency_us` integer,
	`affected` text,
	`value` text,
	`bad` text,
	`total` text,
	PRIMARY KEY(`source`, `at`, `until`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `observations_spans` ON `observations` (`source`,`until`) WHERE until > 0;--> statement-breakpoint
CREATE TABLE `packing` (
	`source` integer NOT NULL,
	`day` integer NOT NULL,
	PRIMARY KEY(`source`, `day`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sources` (
	`id` integer PRIMARY KEY NOT NULL,
	`identity` text NOT NULL,
	`kind` text NOT NULL,
	`pruned_before` integer DEFAULT 0 NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_identity_unique` ON `sources` (`identity`);--> statement-breakpoint
CREATE TABLE `state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `texts` (
	`digest` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`agreements` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);