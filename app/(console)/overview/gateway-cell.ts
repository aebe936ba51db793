import { getTranslations } from "next-intl/server";

import type { HealthItem } from "@/components/ui/health-row";
import { getFormat } from "@/lib/i18n/get-format";
import type { GatewayGauges } from "@/lib/whatsapp/schemas";

/** Whether somebody holds the WhatsApp sessions, and how many are active. */
export async function gatewayCell({ gateways, sessions }: GatewayGauges): Promise<HealthItem> {
  const t = await getTranslations("whatsapp.gateway");
  const format = await getFormat();
  const alive = gateways.some((gateway) => gateway.alive);
  const all = Object.values(sessions).reduce((sum, count) => sum + count, 0);
  return {
    key: "gateway",
    label: t("cell"),
    shortLabel: t("cell").toLowerCase(),
    tone: alive ? "ok" : all > 0 ? "danger" : "warn",
    value: t(alive ? "alive" : "stopped"),
    note: alive ? t("cellSessions", { active: format.integer(sessions.active ?? 0), all: format.integer(all) }) : t("cellNone"),
  };
}
