"use client";

import { CircleAlert, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Mono } from "./mono";

export interface ErrorStateProps {
  /** What could not be done; by default "No se pudo cargar". */
  title?: ReactNode;
  /** Why, as far as it is known, and what to do. */
  description?: ReactNode;
  /** What support needs to find it in the log. */
  requestId?: string | null;
  onRetry?: () => void;
  retrying?: boolean;
  /** `h1` where it is the whole page. */
  heading?: "p" | "h1" | "h2";
}

/** A part of the page that failed: what, why, its request id, and a way to try again. */
export function ErrorState({ title, description, requestId, onRetry, retrying, heading: Heading = "p" }: ErrorStateProps) {
  const t = useTranslations("ui.error");
  return (
    <div role="alert" className="edge-x flex flex-col items-center py-12 text-center">
      <CircleAlert aria-hidden className="size-6! text-danger" />
      <Heading className="mt-3 type-body font-medium text-strong">{title ?? t("title")}</Heading>
      <p className="mt-1 max-w-md type-data text-muted">{description ?? t("description")}</p>
      {requestId ? (
        <p className="mt-2 flex items-center gap-1 type-meta text-muted">
          {t("request")} <Mono>{requestId}</Mono>
          <CopyButton text={requestId} label={t("copyRequest")} />
        </p>
      ) : null}
      {onRetry ? (
        <Button className="mt-4" icon={<RotateCw aria-hidden />} loading={retrying} onClick={onRetry}>
          {t("retry")}
        </Button>
      ) : null}
    </div>
  );
}
