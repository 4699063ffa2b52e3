import Bytes
import Testing
import Timing

@Suite struct SlotsTests {
  /// A noncopyable value that counts how many of its kind are alive.
  struct Guest: ~Copyable {
    final class Register {
      var alive = 0
    }

    let name: Int
    let register: Register

    init(_ name: Int, _ register: Register) {
      self.name = name
      self.register = register
      register.alive += 1
    }

    deinit { register.alive -= 1 }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `slots hold what a dictionary holds`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let register = Guest.Register()
    var slots = Slots<Guest>()
    var model: [Int: (name: Int, generation: UInt32)] = [:]
    var gone: [(index: Int, generation: UInt32)] = []
    for name in 0..<1_000 {
      if Int.random(in: 0..<5, using: &random) < 3 {
        let index = slots.insert(Guest(name, register))
        #expect(model[index] == nil)
        model[index] = (name, slots.generation(index))
      } else if let index = model.keys.sorted().randomElement(using: &random) {
        gone.append((index, slots.generation(index)))
        slots.remove(index)
        model[index] = nil
      }
      #expect(slots.count == model.count)
      #expect(register.alive == model.count)
    }
    for index in slots.indices {
      #expect(slots.contains(index) == (model[index] != nil))
    }
    for (index, value) in model {
      #expect(slots[index].name == value.name)
      #expect(slots.contains(index, generation: value.generation) == true)
    }
    for old in gone { #expect(slots.contains(old.index, generation: old.generation) == false) }
  }

  @Test func `the slots end what they hold`() {
    let register = Guest.Register()
    do {
      var slots = Slots<Guest>()
      for name in 0..<10 { _ = slots.insert(Guest(name, register)) }
      slots.remove(3)
      #expect(register.alive == 9)
    }
    #expect(register.alive == 0)
  }

  @Test func `an empty slot cannot be read`() async {
    await #expect(processExitsWith: .failure) {
      var slots = Slots<Int>()
      let index = slots.insert(1)
      slots.remove(index)
      _ = slots[index]
    }
  }
}
