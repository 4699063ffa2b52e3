import GRPC
import Testing

@Suite struct MethodTableTests {
  private let table = MethodTable(paths: ["/a.B/C", "/a.B/Dee", "/a.B/E"])

  @Test(arguments: [("/a.B/C", 0), ("/a.B/Dee", 1), ("/a.B/E", 2)])
  func `each path has its index`(path: String, index: Int) {
    #expect(table.index(of: bytes(path).span) == index)
    #expect(table.count == 3)
  }

  @Test(arguments: ["", "/", "/a.B/c", "/a.B/De", "/a.B/Deee", "/a.B/C/a.B/Dee", "a.B/C", "/a.B/X"])
  func `any other path has none`(path: String) {
    #expect(table.index(of: bytes(path).span) == nil)
  }

  @Test func `an empty table knows nothing`() {
    #expect(MethodTable(paths: []).index(of: bytes("").span) == nil)
  }
}
