import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { AccountView } from "@/components/wispro/account-view";
import { forPage, pageContext } from "@/lib/context/page-context";
import { showAccount } from "@/lib/wispro/show-account";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wispro.account"))("title") };
}

/** What is known of whoever is signed in. */
export default async function AccountPage() {
  return <AccountView account={await forPage(showAccount(await pageContext()))} />;
}
