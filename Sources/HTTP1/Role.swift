/// Which end of a connection this is.
public enum Role: Sendable {
  case client
  case server
}
