import type { IPart } from '../model/words/sentence';

/** A sentence with its numbers and names set apart. */
export function Sentence({ parts }: { parts: readonly IPart[] }): JSX.Element {
  return (
    <>
      {parts.map((part, i) => {
        switch (part.as) {
          case 'strong':
            return <strong key={i}>{part.text}</strong>;
          case 'code':
          case 'foreign':
            return (
              <code key={i} data-foreign={part.as === 'foreign' || undefined}>
                {part.text}
              </code>
            );
          case 'text':
            return part.text;
        }
      })}
    </>
  );
}
