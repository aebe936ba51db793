import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { AlertsRoom } from "@/components/alerts/alerts-room";
import { alertsParams, listQuery, parseListQuery } from "@/components/alerts/search-params";
import { listAlerts, openAlerts } from "@/lib/alerts/list-alerts";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";

const loadParams = createLoader(alertsParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

/** What somebody should look at, and what has been resolved. */
export default async function AlertsPage({ searchParams }: PageProps<"/alerts">) {
  const ctx = await pageContext();
  const params = await loadParams(searchParams);
  const [page, open] = await forPage(Promise.all([listAlerts(ctx, parseListQuery(params)), openAlerts(ctx)]));
  return <AlertsRoom initial={page} initialQuery={listQuery(params).toString()} open={open} mayWrite={may(ctx.actor, "alerts:write")} />;
}
