import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { deliveriesParams, listQuery, parseListQuery } from "@/components/settings/webhooks/search-params";
import { WebhookView } from "@/components/settings/webhooks/webhook-view";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { forPage, pageContext } from "@/lib/context/page-context";
import { idParams } from "@/lib/http/params";
import { listDeliveries } from "@/lib/webhooks/deliveries";
import { findWebhook } from "@/lib/webhooks/endpoints";

const loadParams = createLoader(deliveriesParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tabs"))("webhooks") };
}

/** One address and its deliveries. */
export default async function WebhookPage({ params, searchParams }: PageProps<"/settings/webhooks/[id]">) {
  const ctx = await pageContext();
  const asked = idParams.safeParse(await params);
  if (!asked.success) notFound();
  const { id } = asked.data;
  const query = await loadParams(searchParams);
  const [webhook, deliveries] = await forPage(Promise.all([findWebhook(ctx, id), listDeliveries(ctx, id, parseListQuery(query))]));
  const t = await getTranslations("settings.tabs");
  return (
    <>
      <BreadcrumbLabel>{t("webhooks")}</BreadcrumbLabel>
      <WebhookView initial={webhook} deliveries={deliveries} deliveriesQuery={listQuery(query).toString()} tenant={ctx.actor.clienteId !== null} />
    </>
  );
}
