"use client";

import { useTranslations } from "next-intl";

import { ApiError } from "@/components/api";
import { DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { useFormat } from "@/components/ui/use-format";
import { useNow } from "@/components/ui/use-now";

/** Seconds until trying again can help, counting down from the answer; 0 where waiting is not asked for. */
export function useWaitSeconds(error: Error | null, since: number): number {
  const now = useNow();
  const wait = error instanceof ApiError ? error.retryAfter : null;
  if (wait === null || since === 0) return 0;
  return Math.max(0, Math.ceil((since + wait * 1000 - now) / 1000));
}

/** Why the job was not started, and from when on it can be. */
export function BulkProblem({ error, waitSeconds }: { error: Error | null; waitSeconds: number }) {
  const t = useTranslations("leads");
  const format = useFormat();
  if (!error) return null;
  return (
    <DialogSection>
      <ErrorNote>
        {error.message || t("problem.offline")}
        {waitSeconds > 0 ? <p aria-live="off">{t("bulk.waitFor", { duration: format.duration(waitSeconds) })}</p> : null}
      </ErrorNote>
    </DialogSection>
  );
}
