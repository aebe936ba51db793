"use client";

import { Download, MapPin } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import { Combobox } from "@/components/ui/combobox";
import { FilterChip } from "@/components/ui/filter-chip";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { useFormat } from "@/components/ui/use-format";
import { USER_ROLES, type UserFacets } from "@/lib/users/schemas";

import { exportHref, isFiltered, noFilter, type UsersParams } from "./search-params";

export type ChangeParams = (next: Partial<{ [Key in keyof UsersParams]: UsersParams[Key] | null }>, how?: "replace" | "push") => void;

export interface UserFiltersProps {
  params: UsersParams;
  onChange: ChangeParams;
  facets: UserFacets;
}

const EVERY_ROLE = "all";
/** Chosen again to take the filter away: a list's option cannot be empty. */
const EVERY_ZONE = "\n";

/** Who is shown: roles with their counts, state, zone and a search. */
export function UserFilters({ params, onChange, facets }: UserFiltersProps) {
  const t = useTranslations("users");
  const format = useFormat();
  const users = (role: string) => format.integer(facets.roles.find((one) => one.role === role)?.users ?? 0);
  const zones = [{ value: EVERY_ZONE, label: t("everyZone") }, ...facets.zones.map(({ zone, users: n }) => ({ value: zone, label: zone, meta: format.integer(n) }))];
  if (params.zone !== "" && !facets.zones.some(({ zone }) => zone === params.zone)) zones.push({ value: params.zone, label: params.zone, meta: "" });
  return (
    <div data-filters className="edge-x flex flex-wrap items-center gap-2 pb-4">
      <SearchInput
        className="w-72 max-md:w-full" label={t("search")} placeholder={t("searchHint")} value={params.search}
        onValueChange={(search) => onChange({ search: search || null }, "replace")}
      />
      <Select
        aria-label={t("column.role")} className="w-auto!" value={params.role ?? EVERY_ROLE}
        onValueChange={(role) => onChange({ role: role === EVERY_ROLE ? null : role })}
        options={[{ value: EVERY_ROLE, label: t("everyRole"), meta: format.integer(facets.total) }, ...USER_ROLES.map((role) => ({ value: role, label: t(`role.${role}`), meta: users(role) }))]}
      />
      <Combobox
        label={t("column.zone")} className="w-auto! max-w-56" icon={<MapPin aria-hidden className="text-muted" />} value={params.zone || EVERY_ZONE}
        onValueChange={(zone) => onChange({ zone: zone === EVERY_ZONE ? null : zone })} options={zones}
      />
      <FilterChip single selected={params.active === true} onSelectedChange={(on) => onChange({ active: on ? true : null })} count={format.integer(facets.active)}>{t("activeOnes")}</FilterChip>
      <FilterChip single selected={params.active === false} onSelectedChange={(on) => onChange({ active: on ? false : null })} count={format.integer(facets.inactive)}>{t("inactiveOnes")}</FilterChip>
      {isFiltered(params) ? <ClearFilters variant="link" onClear={() => onChange(noFilter)}>{t("clear")}</ClearFilters> : null}
      <Button variant="ghost" className="ml-auto max-md:ml-0" asChild icon={<Download aria-hidden />}>
        <a href={exportHref(params)} download="users.csv">{t("download")}</a>
      </Button>
    </div>
  );
}
