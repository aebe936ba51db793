CREATE TABLE "cache_epoch" (
	"only_one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" uuid NOT NULL,
	"redis_run" text NOT NULL
);
