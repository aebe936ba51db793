"use client";

import { useTranslations } from "next-intl";

import { DataTable } from "@/components/ui/data-table/data-table";
import { PageHeader } from "@/components/ui/page-header";

import { useColumns } from "./user-columns";

const ROWS = 25;
const nothing = () => undefined;

/** The room while its first page is on its way. */
export function UsersLoading() {
  const t = useTranslations("users");
  return (
    <>
      <PageHeader room bare title={t("title")} />
      <DataTable caption={t("caption")} columns={useColumns(false, nothing)} rows={[]} rowId={String} loading twoLines skeletonRows={ROWS} />
    </>
  );
}
