/** The mark: three bars of a batch under way. */
export function Logo() {
  return (
    <span className="flex items-center gap-2">
      <svg aria-hidden width="18" height="16" viewBox="0 0 18 16" className="shrink-0 text-data">
        <path fill="currentColor" d="M1 1h16v4H1zM1 6.5h12v4H1zM1 12h7v4H1z" />
      </svg>
      <span className="type-body font-semibold text-strong">Tanda</span>
    </span>
  );
}
