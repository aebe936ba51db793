"use client";

import { useTranslations } from "next-intl";

import { ClearFilters } from "@/components/ui/clear-filters";
import { SearchInput } from "@/components/ui/search-input";

import { ClienteFilter, CreatedFilter, EstadoChips, type FilterProps } from "./filter-controls";
import { PhoneFilters } from "./phone-filters";
import { filterCount, noFilter } from "./search-params";

export interface FiltersProps extends FilterProps {
  /** How many match; undefined while that is being counted. */
  total: number | undefined;
  capped: boolean;
}

/** Which leads are shown: states with their counts, text, companies and dates. On a phone the rest folds behind a button. */
export function Filters(props: FiltersProps) {
  const { params, onChange, total, capped, estados } = props;
  const t = useTranslations("leads.filters");
  const all = estados.reduce((sum, estado) => sum + estado.leads, 0);
  const filtered = filterCount(params) > 0;
  const strong = (chunks: React.ReactNode) => <strong className="font-medium text-strong">{chunks}</strong>;
  return (
    <div data-filters className="grid gap-2 pb-4">
      <div className="edge-x max-md:hidden">
        <EstadoChips {...props} />
      </div>
      <div className="edge-x flex flex-wrap items-center gap-2">
        <SearchInput
          value={params.search}
          onValueChange={(search) => onChange({ search: search || null }, "replace")}
          label={t("search")}
          placeholder={t("searchHint")}
          className="max-md:flex-1 md:w-70"
        />
        <PhoneFilters {...props} />
        <div className="contents max-md:hidden">
          <ClienteFilter {...props} />
          <CreatedFilter {...props} className="w-auto!" />
        </div>
        <div className="flex min-h-7 items-center gap-4 type-data text-muted max-md:hidden md:ml-auto">
          <p aria-live="polite">
            {total === undefined ? null : filtered ? t.rich(capped ? "matchingCapped" : "matching", { total, all, strong }) : t.rich("matchingAll", { all, strong })}
          </p>
          {filtered ? <ClearFilters variant="link" onClear={() => onChange(noFilter)}>{t("clear")}</ClearFilters> : null}
        </div>
      </div>
      <p className="edge-x type-data text-muted md:hidden">
        {total === undefined ? null : filtered ? t.rich(capped ? "matchingCapped" : "matching", { total, all, strong }) : t.rich("matchingAll", { all, strong })}
      </p>
    </div>
  );
}
