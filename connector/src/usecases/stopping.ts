/** What was asked for is broken off, since the process stops; whoever asked may ask again once it is back. `Deps.stopping` is aborted with it. */
export class Stopping extends Error {
  constructor() {
    super('The connector is being stopped: send the request again when it is back');
    this.name = 'Stopping';
  }
}
