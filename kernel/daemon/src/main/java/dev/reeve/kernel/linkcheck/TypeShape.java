package dev.reeve.kernel.linkcheck;

import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What resolving members needs to know of a type.
 *
 * @param superclass internal name; null for Object
 * @param interfaces internal names
 * @param members name and descriptor of each field and method it declares, in one word
 * @param inheritable those of its methods that a subclass inherits or has to implement
 */
record TypeShape(
    String name, boolean guest, @Nullable String superclass, List<String> interfaces, Set<String> members, List<MemberName> inheritable) {

  /**
   * Reads a class.
   *
   * @throws IllegalArgumentException when a member is declared twice or the class cannot be read
   */
  static TypeShape of(ClassModel model, boolean guest) {
    String name = model.thisClass().asInternalName();
    Set<String> members = new HashSet<>();
    List<MemberName> inheritable = new ArrayList<>();
    for (FieldModel field : model.fields()) {
      add(members, field.fieldName().stringValue() + field.fieldType().stringValue());
    }
    for (MethodModel method : model.methods()) {
      MemberName member = new MemberName(name, method.methodName().stringValue(), method.methodType().stringValue());
      add(members, member.signature());
      if (guest && !member.name().startsWith("<") && !method.flags().has(AccessFlag.STATIC) && !method.flags().has(AccessFlag.PRIVATE)) {
        inheritable.add(member);
      }
    }
    return new TypeShape(
        name,
        guest,
        model.superclass().map(ClassEntry::asInternalName).orElse(null),
        model.interfaces().stream().map(ClassEntry::asInternalName).toList(),
        members,
        inheritable);
  }

  private static void add(Set<String> members, String member) {
    if (!members.add(member)) {
      throw new IllegalArgumentException("it declares " + member + " twice");
    }
  }
}
