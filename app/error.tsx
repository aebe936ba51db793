"use client";

import { useTranslations } from "next-intl";

import { ErrorState } from "@/components/ui/error-state";

/** A page that threw. The digest is what the server's log carries. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common");
  return (
    <main className="flex min-h-[60dvh] flex-col justify-center">
      <ErrorState heading="h1" title={t("errorTitle")} description={t("errorDescription")} requestId={error.digest} onRetry={reset} />
    </main>
  );
}
