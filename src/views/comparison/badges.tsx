import type { IBadge } from '../../model/comparison/badges';

/** What was checked, how noisy it was, how much was done. */
export function Badges({ badges }: { badges: readonly IBadge[] }): JSX.Element {
  return (
    <ul className="jp-Cellheat-Badges">
      {badges.map(({ id, text, level }) => (
        <li key={id} data-badge={id} data-level={level}>
          {level === 'good' && <span aria-hidden="true">✓ </span>}
          {level === 'caution' && <span aria-hidden="true">! </span>}
          {text}
        </li>
      ))}
    </ul>
  );
}
