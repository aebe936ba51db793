"use client";

import { useTranslations } from "next-intl";

import { ErrorState } from "@/components/ui/error-state";

/** A page of the console that threw; the menu stays. The digest is what the server's log carries. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common");
  return (
    <div className="flex flex-1 flex-col justify-center">
      <ErrorState heading="h1" title={t("errorTitle")} description={t("errorDescription")} requestId={error.digest} onRetry={reset} />
    </div>
  );
}
