import { Component, type ReactNode } from 'react';
import { explain } from '../relay/server-error.ts';
import { refreshAll } from '../state/revision.ts';

interface Props {
  readonly name: string;
  /** With another value what has failed is tried again. */
  readonly resetBy: number;
  readonly children: ReactNode;
}

interface State {
  readonly failure?: { readonly error: unknown } | undefined;
}

/** Shows what went wrong in the place of what failed; the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override componentDidUpdate({ resetBy }: Props) {
    if (resetBy !== this.props.resetBy && this.state.failure !== undefined) this.setState({ failure: undefined });
  }

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div className="failure" role="alert">
        <p>
          <strong>{this.props.name} could not be loaded.</strong> {explain(failure.error)}
        </p>
        <button type="button" className="button" onClick={refreshAll}>
          Try again
        </button>
      </div>
    );
  }
}
