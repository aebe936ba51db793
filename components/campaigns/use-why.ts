import { useTranslations } from "next-intl";

import type { Recipient } from "@/lib/campaigns/schemas";

/** Why a recipient is where it is, in words; empty where nothing is to be said. */
export function useWhy(): (recipient: Pick<Recipient, "status" | "reason" | "errorCode" | "nextAt">) => string {
  const t = useTranslations("campaigns.why");
  const code = useTwilioCode();
  return ({ status, reason, errorCode, nextAt }) => {
    if (errorCode !== null) return code(errorCode);
    if (reason?.startsWith("missing_variable:")) return t("missing_variable", { variable: reason.slice("missing_variable:".length) });
    if (status === "unknown") return nextAt !== null && reason !== null && t.has(reason as "reset") ? t(reason as "reset") : t("left");
    if (status === "pending") return nextAt === null ? "" : t("waiting");
    if (reason === null) return "";
    return t.has(reason as "reset") ? t(reason as "reset") : t("other");
  };
}

/** Twilio's error code in words. */
export function useTwilioCode(): (code: number) => string {
  const t = useTranslations("campaigns");
  return (code) => (t.has(`codes.${code}` as "codes.21211") ? `${t(`codes.${code}` as "codes.21211")} (${code})` : t("why.code", { code: String(code) }));
}
