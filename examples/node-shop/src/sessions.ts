// Remembers who is visiting the shop.

export interface Session {
  readonly id: string;
  readonly visited: string[];
  readonly openedAt: Date;
}

export class SessionStore {
  private readonly sessions = new Map<string, Session>();

  /** The leak: nothing ever closes a session, and every visitor without a cookie gets a new one. */
  openSession(id: string): Session {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const visited: string[] = [];
    for (let page = 0; page < 40; page++) visited.push(`/articles/${id}/${page}`);
    const session: Session = { id, visited, openedAt: new Date() };
    this.sessions.set(id, session);
    return session;
  }

  get size(): number {
    return this.sessions.size;
  }
}
