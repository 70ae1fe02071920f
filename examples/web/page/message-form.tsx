import type { SubmitEvent } from 'react';

interface Props {
  readonly isBusy: boolean;
  send(text: string): void;
}

export function MessageForm({ isBusy, send }: Props) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('text')).trim();
    if (text === '' || isBusy) return;
    event.currentTarget.reset();
    send(text);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor="text">A note about where you are</label>
      <div className="row">
        <input id="text" name="text" autoComplete="off" required />
        <button type="submit" className="primary" aria-disabled={isBusy}>
          Send
        </button>
      </div>
    </form>
  );
}
