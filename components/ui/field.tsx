"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useMemo } from "react";

import { cn } from "./cn";
import { type FieldControlProps, FieldContext } from "./field-context";
import { Label } from "./label";

export interface FieldProps {
  label: ReactNode;
  /** What to type, or the unit; read out with the control. */
  hint?: ReactNode;
  /** What is wrong and how to put it right. */
  error?: ReactNode;
  required?: boolean;
  /** Marks the label "opcional". */
  optional?: boolean;
  className?: string;
  children: ReactNode;
}

/** A labelled control with hint and error, wired by id and aria to the control inside. */
export function Field({ label, hint, error, required, optional, className, children }: FieldProps) {
  const id = useId();
  const t = useTranslations("ui.field");
  const control = useMemo<FieldControlProps>(() => {
    const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
    return { id, required, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined };
  }, [id, required, hint, error]);
  return (
    <div className={cn("grid content-start gap-1", className)}>
      <Label htmlFor={id}>
        {label}
        {optional ? <span className="font-normal text-muted"> {t("optional")}</span> : null}
      </Label>
      <FieldContext value={control}>{children}</FieldContext>
      {hint ? <p id={`${id}-hint`} className="type-meta text-muted">{hint}</p> : null}
      <div aria-live="polite">
        {error ? (
          <p id={`${id}-error`} className="flex gap-1 type-meta text-danger">
            <CircleAlert aria-hidden className="mt-px size-3.5!" />
            <span>{error}</span>
          </p>
        ) : null}
      </div>
    </div>
  );
}
