package dev.reeve.kernel.linkcheck;

import dev.reeve.kernel.linkcheck.Finding.Kind;
import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantPool;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One class: its whole constant pool, used or not, then what it declares and inherits. */
final class ClassWalk {

  private static final String OBJECT = "java/lang/Object";
  private static final String REFLECTION = "jdk:reflection";
  private static final String SERIALIZATION = "jdk:serialization";
  private static final Map<String, String> HOOKS =
      Map.of(
          "readObject", "(Ljava/io/ObjectInputStream;)V",
          "writeObject", "(Ljava/io/ObjectOutputStream;)V",
          "readObjectNoData", "()V",
          "readResolve", "()Ljava/lang/Object;",
          "writeReplace", "()Ljava/lang/Object;");

  private final ClassModel model;
  private final TypeShape shape;
  private final Judge judge;
  private final Consumer<Finding> found;
  private final String readable;
  private final Set<String> seen = new HashSet<>();

  ClassWalk(ClassModel model, TypeShape shape, Judge judge, Consumer<Finding> found) {
    this.model = model;
    this.shape = shape;
    this.judge = judge;
    this.found = found;
    this.readable = MemberName.readable(shape.name());
  }

  /**
   * Walks the class.
   *
   * @throws RuntimeException where its constant pool is not sound
   */
  void walk() {
    ConstantPool pool = model.constantPool();
    for (PoolEntry entry : pool) {
      entry(entry);
    }
    for (int i = 0; i < pool.bootstrapMethodCount(); i++) {
      bootstrap(pool.bootstrapMethodEntry(i));
    }
    declared();
    above();
    inherited();
  }

  private void entry(PoolEntry entry) {
    switch (entry) {
      case ClassEntry type -> type(type.asInternalName());
      case MemberRefEntry reference ->
          member(new MemberName(reference.owner().asInternalName(), reference.name().stringValue(), reference.type().stringValue()));
      case NameAndTypeEntry pair -> {
        if (!Bootstraps.listed(pair)) {
          descriptor(pair.type().stringValue());
        }
      }
      case MethodTypeEntry type -> descriptor(type.descriptor().stringValue());
      default -> {
        // Handles and dynamic constants are made of the entries above and of bootstraps; the rest names nothing.
      }
    }
  }

  private void descriptor(String descriptor) {
    if (seen.add(descriptor)) {
      Descriptors.classes(descriptor, this::type);
    }
  }

  private void type(String name) {
    if (name.startsWith("[")) {
      descriptor(name);
    } else if (seen.add(name)) {
      Optional<Verdict> verdict = judge.type(name);
      if (verdict.isEmpty()) {
        find(Kind.UNKNOWN_CLASS, MemberName.readable(name), null);
      } else if (verdict.get() instanceof Verdict.Needs needs) {
        find(Kind.CLASS, MemberName.readable(name), needs.permission());
      }
    }
  }

  private void member(MemberName member) {
    if (Bootstraps.listed(member)) {
      return;
    }
    Optional<Verdict> verdict = judge.member(member);
    if (verdict.isEmpty()) {
      find(Kind.UNKNOWN_MEMBER, member.readable(), null);
    } else if (verdict.get() instanceof Verdict.Needs needs) {
      find(Kind.MEMBER, member.readable(), needs.permission());
    }
  }

  private void bootstrap(BootstrapMethodEntry entry) {
    MemberName method = Bootstraps.of(entry);
    if (!Bootstraps.listed(method)) {
      find(Kind.BOOTSTRAP, method.readable(), REFLECTION);
    } else if (Bootstraps.serializable(entry)) {
      find(Kind.SERIALIZATION, method.readable(), SERIALIZATION);
    }
  }

  private void declared() {
    for (FieldModel field : model.fields()) {
      descriptor(field.fieldType().stringValue());
    }
    for (MethodModel method : model.methods()) {
      MemberName member = new MemberName(shape.name(), method.methodName().stringValue(), method.methodType().stringValue());
      descriptor(member.descriptor());
      if (method.flags().has(AccessFlag.NATIVE)) {
        find(Kind.NATIVE, member.readable(), null);
      }
      if (member.signature().equals("finalize()V")) {
        find(Kind.FINALIZER, member.readable(), null);
      }
      if (member.descriptor().equals(HOOKS.get(member.name()))) {
        find(Kind.SERIALIZATION, member.readable(), SERIALIZATION);
      }
    }
  }

  private void above() {
    if (shape.superclass() != null) {
      extending(shape.superclass());
    }
    shape.interfaces().forEach(this::extending);
  }

  private void extending(String type) {
    if (judge.extending(type) instanceof Verdict.Needs needs) {
      find(Kind.EXTENDS, MemberName.readable(type), needs.permission());
    }
  }

  private void inherited() {
    var above = judge.types().lineage(shape.name()).types();
    if (above.stream().allMatch(type -> type.guest() || type.name().equals(OBJECT))) {
      return;
    }
    for (TypeShape type : above) {
      for (MemberName method : type.guest() && !type.name().equals(shape.name()) ? type.inheritable() : List.<MemberName>of()) {
        if (judge.inherited(shape.name(), method) instanceof Verdict.Needs needs) {
          find(Kind.INHERITED, method.in(shape.name()).readable(), needs.permission());
        }
      }
    }
  }

  private void find(Kind kind, String member, @Nullable String permission) {
    found.accept(new Finding(kind, readable, member, permission));
  }
}
