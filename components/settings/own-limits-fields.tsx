"use client";

import { useTranslations } from "next-intl";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { OwnLimitName } from "@/lib/auth/schemas";

const names = ["max_leads_per_job", "max_leads_per_day", "max_pending_jobs", "max_jobs_per_day", "cooldown_seconds", "requests_per_minute"] as const satisfies readonly OwnLimitName[];

export interface OwnLimitsFieldsProps {
  limits: Partial<Record<OwnLimitName, string>>;
  onLimitsChange: (limits: Partial<Record<OwnLimitName, string>>) => void;
  /** What holds where nothing is typed. */
  defaults: Readonly<Record<OwnLimitName, number>>;
  problems: ReadonlyMap<string, string>;
}

/** Limits of one key's own; an empty field leaves the installation's. */
export function OwnLimitsFields({ limits, onLimitsChange, defaults, problems }: OwnLimitsFieldsProps) {
  const t = useTranslations("settings.keys");
  return (
    <fieldset className="grid gap-3">
      <legend className="float-left w-full type-data font-medium text-strong">
        {t("ownLimits")} <span className="font-normal text-muted">{t("ownLimitsHint")}</span>
      </legend>
      <div className="clear-both grid grid-cols-2 gap-3">
        {names.map((name) => (
          <Field key={name} label={t(`limitNames.${name}`)} error={problems.get(`limits.${name}`)}>
            <Input
              type="number"
              inputMode="numeric"
              min={0}
              max={1_000_000_000}
              step={1}
              value={limits[name] ?? ""}
              placeholder={String(defaults[name])}
              unit={name === "cooldown_seconds" ? t("secondsUnit") : undefined}
              onChange={(event) => onLimitsChange({ ...limits, [name]: event.target.value })}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
