"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { IconButton } from "./icon-button";
import { notify } from "./notify";

/** Copies a text and says so by a tick for two seconds. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations("ui.copy");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => notify.danger(t("failed")),
    );
  return (
    <>
      <IconButton size="sm" label={label ?? t("copy")} icon={copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />} onClick={copy} />
      <span role="status" className="sr-only">{copied ? t("copied") : ""}</span>
    </>
  );
}
