"use client";

import { Calendar, ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "./button";
import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { Field } from "./field";
import { Input } from "./input";
import { Popover } from "./popover";
import { useFormat } from "./use-format";

/** Calendar days, "2026-10-01", both included; either may be open. */
export interface DateRangeValue {
  from?: string;
  to?: string;
}

export interface DateRangeProps {
  /** What is dated: "Creado". */
  label: string;
  value: DateRangeValue;
  onValueChange: (value: DateRangeValue) => void;
  className?: string;
}

/** A span of days, set in a popover: "Creado del 1 oct 2026 al 31 oct 2026". */
export function DateRange({ label, value, onValueChange, className }: DateRangeProps) {
  const t = useTranslations("ui.dateRange");
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(value);
  const backwards = Boolean(draft.from && draft.to && draft.from > draft.to);
  // Noon UTC is the same calendar day from UTC-11 to UTC+11.
  const day = (text: string) => format.date(`${text}T12:00:00Z`);
  const { from, to } = value;
  const summary = from && to ? t("between", { from: day(from), to: day(to) }) : from ? t("since", { from: day(from) }) : to ? t("until", { to: day(to) }) : "";
  const finish = (next: DateRangeValue) => {
    onValueChange(next);
    setOpen(false);
  };
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={(next) => {
        if (next) setDraft(value);
        setOpen(next);
      }}
      trigger={
        <button type="button" className={cn(controlStyles, controlHeight, "flex w-auto items-center gap-2 text-left", className)}>
          <Calendar aria-hidden className="text-muted" />
          <span className="min-w-0 flex-1 truncate">{summary ? `${label} ${summary}` : label}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </button>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!backwards) finish(draft);
        }}
      >
        <Field label={t("from")}>
          <Input type="date" value={draft.from ?? ""} onChange={(event) => setDraft({ ...draft, from: event.target.value || undefined })} />
        </Field>
        <Field label={t("to")} error={backwards ? t("backwards") : undefined}>
          <Input type="date" value={draft.to ?? ""} onChange={(event) => setDraft({ ...draft, to: event.target.value || undefined })} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={() => finish({})}>{t("clear")}</Button>
          <Button variant="primary" type="submit" disabled={backwards}>{t("apply")}</Button>
        </div>
      </form>
    </Popover>
  );
}
