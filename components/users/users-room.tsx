"use client";

import { UserRoundPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useCallback, useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import type { DataSort } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { scrollsUp } from "@/components/ui/scrolls-up";
import { useFormat } from "@/components/ui/use-format";
import type { Cliente } from "@/lib/leads/schemas";
import type { UserDetail, UserFacets, UserPage, UserSort } from "@/lib/users/schemas";

import { PageJump } from "./page-jump";
import { isFiltered, noFilter, usersParams } from "./search-params";
import { useColumns } from "./user-columns";
import { UserDialog } from "./user-dialog";
import { UserFacts } from "./user-facts";
import { type ChangeParams, UserFilters } from "./user-filters";

export interface UsersRoomProps {
  page: UserPage;
  facets: UserFacets;
  /** Whose dialog the address opens; null for none. */
  opened: UserDetail | null;
  mayWrite: boolean;
  clientes: ReadonlyArray<Cliente>;
}

/** The room: everybody whom the console knows, found by filter, search and page. */
export function UsersRoom({ page, facets, opened, mayWrite, clientes }: UsersRoomProps) {
  const t = useTranslations("users");
  const format = useFormat();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(usersParams, { shallow: false, startTransition });
  const [creating, setCreating] = useState(false);
  const change: ChangeParams = (next, history = "push") => void setParams({ page: null, ...next }, { history });
  const open = useCallback((user: number | null) => void setParams({ user }, { history: user === null ? "replace" : "push" }), [setParams]);
  const columns = useColumns(mayWrite, open);
  const { total, total_pages: pages, per_page: perPage, total_is_estimated: estimated } = page.pagination;
  const turn = (next: number) => void setParams({ page: next }, { history: "push", scroll: scrollsUp() });
  const count = isFiltered(params) ? t(estimated ? "matchingAbout" : "matching", { total: format.integer(total), all: format.integer(facets.total) }) : t("subtitle", { total: format.integer(facets.total) });
  const saved = () => {
    setCreating(false);
    open(null);
    router.refresh();
  };
  return (
    <>
      <PageHeader
        room bare title={t("title")} subtitle={<span aria-live="polite">{count}</span>}
        actions={mayWrite ? <Button variant="primary" icon={<UserRoundPlus aria-hidden />} onClick={() => setCreating(true)}>{t("create")}</Button> : null}
      />
      <UserFilters params={params} onChange={change} facets={facets} />
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.items}
        rowId={(user) => String(user.id)}
        rowName={(user) => user.name}
        twoLines
        refreshing={pending}
        sort={sortOf(params.sort)}
        onSortChange={(sort) => change({ sort: sortNamed(sort) })}
        empty={
          <EmptyState
            title={t("empty")} description={t(isFiltered(params) ? "emptyFiltered" : "emptyWhy")}
            action={isFiltered(params) ? <ClearFilters onClear={() => change(noFilter)}>{t("clear")}</ClearFilters> : undefined}
          />
        }
      />
      <Pagination page={params.page} perPage={perPage} total={total} onPageChange={turn} onPerPageChange={(next) => change({ per_page: next })} />
      {pages > 2 ? <PageJump page={params.page} pages={pages} onPageChange={turn} /> : null}
      {mayWrite && (creating || opened) ? <UserDialog key={opened?.id ?? "new"} user={creating ? null : opened} clientes={clientes} onClose={() => (creating ? setCreating(false) : open(null))} onSaved={saved} /> : null}
      {!mayWrite && opened ? <UserFacts user={opened} onClose={() => open(null)} /> : null}
    </>
  );
}

function sortOf(sort: UserSort): DataSort {
  return { id: sort.endsWith("name") ? "name" : "created", desc: sort.startsWith("-") };
}

function sortNamed(sort: DataSort | null): UserSort | null {
  if (sort?.id === "name") return sort.desc ? "-name" : "name";
  return sort?.id === "created" && !sort.desc ? "created_at" : null;
}
