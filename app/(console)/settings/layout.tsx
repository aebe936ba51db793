import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";

import { SettingsNav, type SettingsTab } from "@/components/settings/settings-nav";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/roles";
import { pageContext } from "@/lib/context/page-context";

/** The settings: only the parts that the role may see. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await pageContext();
  const t = await getTranslations("settings");
  const tabs: SettingsTab[] = [
    "limits",
    ...(may(actor, "api-keys:manage") ? (["apiKeys"] as const) : []),
    ...(may(actor, "webhooks:manage") ? (["webhooks"] as const) : []),
    ...(may(actor, "estados:write") ? (["estados"] as const) : []),
    "apiDocs",
  ];
  return (
    <>
      <PageHeader room bare title={t("title")} />
      <SettingsNav tabs={tabs} />
      {children}
    </>
  );
}
