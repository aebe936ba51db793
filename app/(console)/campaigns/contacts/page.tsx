import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { ContactsRoom } from "@/components/campaigns/contacts-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { listTags } from "@/lib/campaigns/contacts";
import { forPage, pageContext } from "@/lib/context/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("contactsPage.title") };
}

export default async function ContactsPage() {
  const ctx = await pageContext();
  const [t, tags] = await forPage(Promise.all([getTranslations("campaigns.contactsPage"), listTags(ctx)]));
  return (
    <>
      <BreadcrumbLabel>{t("title")}</BreadcrumbLabel>
      <ContactsRoom tags={tags.items} mayWrite={may(ctx.actor, "campaigns:write")} />
    </>
  );
}
