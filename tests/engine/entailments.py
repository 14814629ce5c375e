"""What follows from what, and by which mechanisms: premise, conclusion, mechanisms by name."""

CLASSES = ":A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class . "
PROPERTIES = ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty . "
DECLARED = CLASSES + PROPERTIES
DISJOINT = DECLARED + ":A owl:disjointWith :B . "
FATHERS = DECLARED + ":p owl:propertyDisjointWith :q . :x :p :y . :x :q :z . "
MOST_ONE = (
    DECLARED
    + ":x a [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :A ] ; :p :y, :z . "
)

DENIED = (
    "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ; owl:assertionProperty :q ; "
)

CLOSURE, REFUTED, FROZEN, EXISTS = "closure", "refutation", "freeze-and-chase", "comprehension"
DIFFERENT, LOOPED, CONTAINED = "differentFrom symmetry", "reflexivity", "datatype containment"

ENTAILED = {
    "a stated triple": (":x :p :y .", ":x :p :y .", CLOSURE),
    "nothing": (":x :p :y .", "", ""),
    "a derived triple": (":A rdfs:subClassOf :B . :x a :A .", ":x a :B .", CLOSURE),
    "something exists": (":x :p :y . :y :q :z .", "[] :p [ :q :z ] .", CLOSURE),
    "one blank node for two": (":x :p :x .", "[] :p [] .", CLOSURE),
    "a blank node in the premise": ("_:a :p _:b .", "_:c :p _:d .", CLOSURE),
    "a value in another form": (':x :p "01"^^xsd:int .', ":x :p 1 .", CLOSURE),
    "a value that exists": (":x :p 5 .", ":x :p [ a xsd:byte ] .", CLOSURE),
    "the same as itself": ("", ":x owl:sameAs :x .", CLOSURE),
    "all is a thing": ("", ":x a owl:Thing .", CLOSURE),
    "some thing": ("", "[] a owl:Thing .", CLOSURE),
    "a class is in itself": (CLASSES, ":A rdfs:subClassOf :A, owl:Thing .", CLOSURE),
    "a used class is a class": (":x a :A .", ":A a owl:Class, rdfs:Class .", CLOSURE),
    "a used property is one": (
        ":x :p :y .",
        ":p a rdf:Property ; rdfs:subPropertyOf :p .",
        CLOSURE,
    ),
    "some thing with a value": (":x :p :y .", "_:a a owl:Thing ; :p [ a owl:Thing ] .", CLOSURE),
    "datatypes": ("", "xsd:int a rdfs:Datatype .", CLOSURE),
    "difference turned": (":x owl:differentFrom :y .", ":y owl:differentFrom :x .", DIFFERENT),
    "difference of three": (
        "[] a owl:AllDifferent ; owl:members (:x :y :z) .",
        ":z owl:differentFrom :x .",
        DIFFERENT,
    ),
    "difference of the same": (
        "[] a owl:AllDifferent ; owl:distinctMembers (:x :y) . :y owl:sameAs :z .",
        ":z owl:differentFrom :x .",
        DIFFERENT,
    ),
    "different by disjoint properties": (FATHERS, ":y owl:differentFrom :z .", REFUTED),
    "different by disjoint classes": (
        DISJOINT + ":x a :A . :y a :B .",
        ":x owl:differentFrom :y .",
        REFUTED,
    ),
    "different by a functional property": (
        ":p a owl:FunctionalProperty . :x :p :a . :y :p :b . :a owl:differentFrom :b .",
        ":x owl:differentFrom :y .",
        REFUTED,
    ),
    "different by values": (
        ":p a owl:FunctionalProperty . :x :p 1 . :y :p 2 .",
        ":x owl:differentFrom :y .",
        REFUTED,
    ),
    "not in a disjoint class": (
        DISJOINT + ":x a :A .",
        ":x a [ owl:complementOf :B ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "in a named complement": (
        DISJOINT + ":N owl:complementOf :B . :x a :A .",
        ":x a :N .",
        REFUTED,
    ),
    "above a complement": (
        DISJOINT + ":N owl:equivalentClass [ owl:complementOf :B ] . :x a :A .",
        ":x a :N .",
        REFUTED,
    ),
    "not the second one": (
        MOST_ONE + ":y a :A . :y owl:differentFrom :z .",
        ":z a [ owl:complementOf :A ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "at least one": (
        PROPERTIES + ":x :p :y .",
        ":x a [ owl:onProperty :p ; owl:minCardinality 1 ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "at least none": (
        PROPERTIES,
        ":x a [ owl:onProperty :p ; owl:minCardinality 0 ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "at most one": (
        ":p a owl:FunctionalProperty .",
        ":x a [ owl:onProperty :p ; owl:maxCardinality 1 ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "at most two": (
        ":p a owl:FunctionalProperty .",
        ":x a [ owl:onProperty :p ; owl:maxCardinality 2 ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "exactly one": (
        ":p a owl:FunctionalProperty . :x :p :y .",
        ":x a [ owl:onProperty :p ; owl:cardinality 1 ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "only by the range": (
        CLASSES + ":p rdfs:range :A .",
        ":x a [ owl:onProperty :p ; owl:allValuesFrom :A ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "only one class's complement": (
        DISJOINT + ":p rdfs:range :A .",
        ":x a [ owl:onProperty :p ; owl:allValuesFrom [ owl:complementOf :B ] ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "some of a complement": (
        DISJOINT + ":x :p :y . :y a :A .",
        ":x a [ owl:onProperty :p ; owl:someValuesFrom [ owl:complementOf :B ] ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "both complements": (
        DISJOINT + ":x a :A . :A owl:disjointWith :C .",
        ":x a [ owl:intersectionOf ([ owl:complementOf :B ] [ owl:complementOf :C ]) ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "one of two complements": (
        DISJOINT + ":x a :A .",
        ":x a [ owl:unionOf (:C [ owl:complementOf :B ]) ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "excluded middle": (
        CLASSES,
        ":x a [ owl:unionOf (:A [ owl:complementOf :A ]) ] .",
        f"{EXISTS} {REFUTED}",
    ),
    "a negative assertion": (
        FATHERS,
        DENIED + "owl:targetIndividual :y .",
        f"{EXISTS} {REFUTED}",
    ),
    "all different": (
        FATHERS,
        "[] a owl:AllDifferent ; owl:members (:y :z) .",
        f"{EXISTS} {REFUTED}",
    ),
    "all disjoint": (
        DECLARED + "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) .",
        "[] a owl:AllDisjointClasses ; owl:members (:C :B) .",
        f"{EXISTS} {REFUTED}",
    ),
    "disjoint turned": (DISJOINT, ":B owl:disjointWith :A .", REFUTED),
    "disjoint below": (DISJOINT + ":C rdfs:subClassOf :A .", ":B owl:disjointWith :C .", REFUTED),
    "disjoint by a complement": (
        DECLARED + ":N owl:complementOf :A .",
        ":A owl:disjointWith :N .",
        REFUTED,
    ),
    "complement turned": (
        DECLARED + ":N owl:complementOf :A .",
        ":A owl:complementOf :N .",
        REFUTED,
    ),
    "an empty class is in all": (
        DISJOINT + ":C rdfs:subClassOf :A, :B .",
        ":C rdfs:subClassOf :D .",
        REFUTED,
    ),
    "contraposition": (
        DECLARED + ":A rdfs:subClassOf :B .",
        "[ owl:complementOf :B ] rdfs:subClassOf [ owl:complementOf :A ] .",
        f"{EXISTS} {FROZEN} {REFUTED}",
    ),
    "asymmetric is irreflexive": (
        ":p a owl:AsymmetricProperty .",
        ":p a owl:IrreflexiveProperty .",
        REFUTED,
    ),
    "asymmetric below": (
        PROPERTIES + ":p rdfs:subPropertyOf :q . :q a owl:AsymmetricProperty .",
        ":p a owl:AsymmetricProperty .",
        REFUTED,
    ),
    "disjoint properties below": (
        FATHERS + ":r rdfs:subPropertyOf :p .",
        ":q owl:propertyDisjointWith :r .",
        REFUTED,
    ),
    "transitive by a chain": (
        ":p owl:propertyChainAxiom (:p :p) .",
        ":p a owl:TransitiveProperty .",
        FROZEN,
    ),
    "a chain by transitivity": (
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom (:p :p) .",
        f"{EXISTS} {FROZEN}",
    ),
    "a longer chain": (
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom (:p :p :p) .",
        f"{EXISTS} {FROZEN}",
    ),
    "below by restriction": (
        DECLARED
        + "[ owl:onProperty :p ; owl:someValuesFrom :A ] rdfs:subClassOf :B . "
        + ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :x ] . :x a :A .",
        ":C rdfs:subClassOf :B .",
        FROZEN,
    ),
    "below an intersection": (
        CLASSES + ":A rdfs:subClassOf :B, :C .",
        ":A rdfs:subClassOf [ owl:intersectionOf (:B :C) ] .",
        f"{EXISTS} {FROZEN}",
    ),
    "a named intersection": (
        CLASSES + ":A owl:equivalentClass [ owl:intersectionOf (:B :C) ] .",
        ":A owl:intersectionOf (:C :B) .",
        f"{EXISTS} {FROZEN}",
    ),
    "inverse turned": (PROPERTIES + ":p owl:inverseOf :q .", ":q owl:inverseOf :p .", FROZEN),
    "symmetric by its inverse": (
        PROPERTIES + ":p owl:inverseOf :p .",
        ":p a owl:SymmetricProperty .",
        FROZEN,
    ),
    "functional by its inverse": (
        PROPERTIES + ":p owl:inverseOf :q . :q a owl:InverseFunctionalProperty .",
        ":p a owl:FunctionalProperty .",
        FROZEN,
    ),
    "inverse functional below": (
        PROPERTIES + ":p rdfs:subPropertyOf :q . :q a owl:InverseFunctionalProperty .",
        ":p a owl:InverseFunctionalProperty .",
        FROZEN,
    ),
    "below by a double inverse": (
        PROPERTIES + ":p owl:inverseOf :q . :q rdfs:subPropertyOf :s . :s owl:inverseOf :r .",
        ":p rdfs:subPropertyOf :r .",
        FROZEN,
    ),
    "domain by an inverse": (
        DECLARED + ":p owl:inverseOf :q . :q rdfs:range :A .",
        ":p rdfs:domain :A .",
        FROZEN,
    ),
    "range by an inverse": (
        DECLARED + ":p owl:inverseOf :q . :q rdfs:domain :A .",
        ":p rdfs:range :A .",
        FROZEN,
    ),
    "a key below": (
        DECLARED + ":A owl:hasKey (:p) . :B rdfs:subClassOf :A .",
        ":B owl:hasKey (:p) .",
        f"{CLOSURE} {FROZEN}",
    ),
    "a key with more": (
        DECLARED + ":A owl:hasKey (:p) .",
        ":A owl:hasKey (:p :q) .",
        f"{EXISTS} {FROZEN}",
    ),
    "equivalent by two": (
        PROPERTIES + ":p owl:inverseOf :q . :r owl:inverseOf :q .",
        ":p owl:equivalentProperty :r .",
        FROZEN,
    ),
    "a class expression": (CLASSES, "[] owl:unionOf (:A [ owl:complementOf :B ]) .", EXISTS),
    "a qualified restriction": (
        DECLARED,
        "[] owl:onProperty :p ; owl:maxQualifiedCardinality 3 ; owl:onClass :A .",
        EXISTS,
    ),
    "a restriction": (
        PROPERTIES,
        "[] a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 12 .",
        EXISTS,
    ),
    "a list": ("", "[] rdf:first :x ; rdf:rest ( :y ) .", EXISTS),
    "an inverse": (PROPERTIES, "[] owl:inverseOf :p .", EXISTS),
    "an instance of a union": (
        CLASSES + ":x a :A .",
        ":x a [ owl:unionOf (:A :B) ] .",
        f"{EXISTS} {CLOSURE}",
    ),
    "an instance of an enumeration": (
        ":x :p :y .",
        ":x a [ owl:oneOf (:x :y) ] .",
        f"{EXISTS} {CLOSURE}",
    ),
    "a reflexive property": (":p a owl:ReflexiveProperty .", ":x :p :x .", LOOPED),
    "above a reflexive property": (
        ":p a owl:ReflexiveProperty ; rdfs:subPropertyOf :q .",
        ":x :q :x .",
        LOOPED,
    ),
    "reflexive above": (
        PROPERTIES + ":p a owl:ReflexiveProperty ; rdfs:subPropertyOf :q .",
        ":q a owl:ReflexiveProperty .",
        f"{FROZEN} {LOOPED}",
    ),
    "all in the domain": (
        CLASSES + ":p a owl:ReflexiveProperty ; rdfs:domain :A .",
        ":x a :A .",
        LOOPED,
    ),
    "a wider range": (
        ":p rdfs:range xsd:byte .",
        ":p rdfs:range xsd:short .",
        f"{FROZEN} {CONTAINED}",
    ),
    "two ranges in one": (
        ":p rdfs:range xsd:short, xsd:unsignedInt .",
        ":p rdfs:range xsd:unsignedShort .",
        f"{FROZEN} {CONTAINED}",
    ),
    "a datatype in another": (
        "",
        "xsd:language rdfs:subClassOf xsd:Name, rdf:PlainLiteral .",
        f"{FROZEN} {CONTAINED}",
    ),
    "datatypes apart": ("", "xsd:float owl:disjointWith xsd:decimal .", REFUTED),
    "a range that is empty": (
        ":p rdfs:range xsd:string, xsd:integer .",
        ":p rdfs:range xsd:boolean ; a owl:IrreflexiveProperty .",
        REFUTED,
    ),
    "anything from a contradiction": (
        DISJOINT + ":x a :A, :B .",
        ":y :q :z .",
        "inconsistent premise",
    ),
    "a contradiction by reflexivity": (
        ":p a owl:ReflexiveProperty, owl:IrreflexiveProperty . :x :q :y .",
        ":y :q :z .",
        "inconsistent premise",
    ),
    "a contradiction of datatypes": (
        ":x a xsd:string, xsd:integer .",
        ":y :q :z .",
        "inconsistent premise",
    ),
}
