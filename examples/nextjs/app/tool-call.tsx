import { type DynamicToolUIPart, getToolName, type ToolUIPart } from 'ai';
import type { MouseEvent } from 'react';

interface Props {
  readonly part: ToolUIPart | DynamicToolUIPart;
  decide(answer: { readonly id: string; readonly approved: boolean }): void;
}

/** Shows a tool call and its result, and asks the user if it needs approval. */
export function ToolCall({ part, decide }: Props) {
  const call = `${getToolName(part)}(${JSON.stringify(part.input)})`;
  switch (part.state) {
    case 'approval-requested': {
      const { id, requestReason } = part.approval;
      const answer = (approved: boolean) => (event: MouseEvent<HTMLButtonElement>) => {
        // The button is about to disappear.
        event.currentTarget.closest('section')?.focus();
        decide({ id, approved });
      };
      return (
        <fieldset>
          <legend>{`Run ${call}? Reason: ${requestReason}`}</legend>
          <div className="buttons">
            <button type="button" onClick={answer(true)}>
              Approve
            </button>
            <button type="button" onClick={answer(false)}>
              Deny
            </button>
          </div>
        </fieldset>
      );
    }
    case 'output-available':
      return <p>{`${call} returned ${JSON.stringify(part.output)}`}</p>;
    case 'output-error':
      return <p>{`${call} failed: ${part.errorText}`}</p>;
    case 'output-denied':
      return <p>{`${call} was denied`}</p>;
    default:
      return <p>{`${call} …`}</p>;
  }
}
