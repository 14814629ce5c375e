"""What does not follow, although it is near to what does: premise and conclusion by name."""

from entailments import CLASSES, DECLARED, DENIED, DISJOINT, FATHERS, MOST_ONE, PROPERTIES

NOT_ENTAILED = {
    "another triple": (":x :p :y .", ":y :p :x ."),
    "a class of nothing": (":A rdfs:subClassOf :B . :x a :B .", ":x a :A ."),
    "one thing with both": (":x :p :y . :z :q :y .", "[] :p :y ; :q :y ."),
    "a loop": (":x :p :y . :y :p :x .", "_:a :p _:a ."),
    "another value": (":x :p 1 .", ':x :p "1" .'),
    "a value of another type": (":x :p 300 .", ":x :p [ a xsd:byte ] ."),
    "a class that is not one": ("", ":A rdfs:subClassOf :A ."),
    "a property that is not one": (":x :p :y .", ":q rdfs:subPropertyOf :q ."),
    "no class but an individual": (":x :p :y .", ":x a owl:Class ."),
    "difference by itself": (":x owl:differentFrom :y .", ":x owl:differentFrom :z ."),
    "difference in two lists": (
        "[] a owl:AllDifferent ; owl:members (:x :y) . "
        "[] a owl:AllDifferent ; owl:members (:y :z) .",
        ":x owl:differentFrom :z .",
    ),
    "difference in a mere list": (
        "[] a :List ; owl:members (:x :y) .",
        ":x owl:differentFrom :y .",
    ),
    "unique names": (":x :p :y .", ":x owl:differentFrom :y ."),
    "different by other subjects": (
        DECLARED + ":p owl:propertyDisjointWith :q . :x :p :y . :w :q :z .",
        ":y owl:differentFrom :z .",
    ),
    "different by a functional property alone": (
        ":p a owl:FunctionalProperty . :x :p :a . :y :p :b .",
        ":x owl:differentFrom :y .",
    ),
    "different values of any property": (":x :p 1 . :y :p 2 .", ":x owl:differentFrom :y ."),
    "different by equal values": (
        ':p a owl:FunctionalProperty . :x :p 1 . :y :p "01"^^xsd:int .',
        ":x owl:differentFrom :y .",
    ),
    "different by years outside OWL": (
        ':p a owl:FunctionalProperty . :x :p "1994"^^xsd:gYear . :y :p "1995"^^xsd:gYear .',
        ":x owl:differentFrom :y .",
    ),
    "not in a class": (DECLARED + ":x a :A .", ":x a [ owl:complementOf :B ] ."),
    "the complement of its class": (DISJOINT + ":x a :A .", ":x a [ owl:complementOf :A ] ."),
    "not the first one": (MOST_ONE + ":y owl:differentFrom :z .", ":z a [ owl:complementOf :A ] ."),
    "not the second one if the same": (MOST_ONE + ":y a :A .", ":z a [ owl:complementOf :A ] ."),
    "below a complement": (
        DISJOINT + ":N rdfs:subClassOf [ owl:complementOf :B ] . :x a :A .",
        ":x a :N .",
    ),
    "at least two": (
        PROPERTIES + ":x :p :y, :z .",
        ":x a [ owl:onProperty :p ; owl:minCardinality 2 ] .",
    ),
    "at least one of nothing": (PROPERTIES, ":x a [ owl:onProperty :p ; owl:minCardinality 1 ] ."),
    "at most one of anything": (PROPERTIES, ":x a [ owl:onProperty :p ; owl:maxCardinality 1 ] ."),
    "at most none": (
        ":p a owl:FunctionalProperty .",
        ":x a [ owl:onProperty :p ; owl:maxCardinality 0 ] .",
    ),
    "exactly one of none": (
        ":p a owl:FunctionalProperty .",
        ":x a [ owl:onProperty :p ; owl:cardinality 1 ] .",
    ),
    "only what is seen": (
        DECLARED + ":x :p :y . :y a :A .",
        ":x a [ owl:onProperty :p ; owl:allValuesFrom :A ] .",
    ),
    "one of two complements is not both": (
        DISJOINT + ":x a :A .",
        ":x a [ owl:intersectionOf ([ owl:complementOf :B ] [ owl:complementOf :C ]) ] .",
    ),
    "a union of others": (CLASSES + ":x a :A .", ":x a [ owl:unionOf (:B :C) ] ."),
    "another negative assertion": (
        FATHERS,
        DENIED + "owl:targetIndividual :w .",
    ),
    "all different but one": (FATHERS, "[] a owl:AllDifferent ; owl:members (:y :z :w) ."),
    "all disjoint but one": (DISJOINT, "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) ."),
    "disjoint above": (DISJOINT + ":A rdfs:subClassOf :C .", ":B owl:disjointWith :C ."),
    "disjoint is no complement": (DISJOINT, ":A owl:complementOf :B ."),
    "disjoint from what is no class": (
        CLASSES + ":A rdfs:subClassOf owl:Nothing .",
        ":A owl:disjointWith :Z .",
    ),
    "a converse": (
        DECLARED + ":A rdfs:subClassOf :B .",
        "[ owl:complementOf :A ] rdfs:subClassOf [ owl:complementOf :B ] .",
    ),
    "irreflexive is asymmetric": (
        ":p a owl:IrreflexiveProperty .",
        ":p a owl:AsymmetricProperty .",
    ),
    "transitive by another chain": (
        PROPERTIES + ":p owl:propertyChainAxiom (:p :q) .",
        ":p a owl:TransitiveProperty .",
    ),
    "transitive by its facts": (
        ":a :p :b . :b :p :c . :a :p :c .",
        ":p a owl:TransitiveProperty .",
    ),
    "a shorter chain": (
        PROPERTIES + ":p owl:propertyChainAxiom (:q :r) .",
        ":p owl:propertyChainAxiom (:r :q) .",
    ),
    "below by its facts": (CLASSES + ":x a :A, :B .", ":A rdfs:subClassOf :B ."),
    "above": (CLASSES + ":A rdfs:subClassOf :B .", ":B rdfs:subClassOf :A ."),
    "a union in another order, which would need cases": (
        CLASSES + ":A owl:unionOf (:B :C) .",
        ":A owl:unionOf (:C :B) .",
    ),
    "a part of an intersection": (
        CLASSES + ":A rdfs:subClassOf :B .",
        ":A rdfs:subClassOf [ owl:intersectionOf (:B :C) ] .",
    ),
    "a union below its part": (CLASSES + ":A owl:unionOf (:B :C) .", ":A rdfs:subClassOf :B ."),
    "an inverse of another": (PROPERTIES + ":p owl:inverseOf :q .", ":p owl:inverseOf :r ."),
    "functional by its name": (
        PROPERTIES + ":p owl:inverseOf :q . :q a owl:FunctionalProperty .",
        ":p a owl:FunctionalProperty .",
    ),
    "functional above": (
        PROPERTIES + ":p rdfs:subPropertyOf :q . :p a owl:FunctionalProperty .",
        ":q a owl:FunctionalProperty .",
    ),
    "a key above": (
        DECLARED + ":A owl:hasKey (:p) . :A rdfs:subClassOf :B .",
        ":B owl:hasKey (:p) .",
    ),
    "a key with less": (DECLARED + ":A owl:hasKey (:p :q) .", ":A owl:hasKey (:p) ."),
    "an expression over no class": (CLASSES, "[] owl:unionOf (:A :Z) ."),
    "an expression over itself": (CLASSES, "_:a owl:complementOf _:a ."),
    "a list through itself": ("", "_:a rdf:first :x ; rdf:rest _:a ."),
    "a restriction on no property": (CLASSES, "[] owl:onProperty :p ; owl:minCardinality 1 ."),
    "a restriction on rdf:type": (CLASSES, "[] owl:onProperty rdf:type ; owl:hasValue :A ."),
    "a number that is none": (PROPERTIES, '[] owl:onProperty :p ; owl:minCardinality "one" .'),
    "an expression of two kinds": (
        DECLARED,
        "[ owl:complementOf :A ; owl:onProperty :p ; owl:minCardinality 1 ] a owl:Class .",
    ),
    "a complement on a property": (DECLARED, "[] owl:complementOf :A ; owl:onProperty :p ."),
    "a complement that is an inverse": (DECLARED, "[] owl:complementOf :A ; owl:inverseOf :p ."),
    "a list that is a complement": (
        CLASSES,
        "[] rdf:first :x ; rdf:rest () ; owl:complementOf :A .",
    ),
    "an expression with a name": (CLASSES, ":Z owl:complementOf :A ."),
    "an expression with a label": (CLASSES, '[ owl:complementOf :A ] rdfs:label "not a" .'),
    "an expression as an instance": (CLASSES, "[ owl:complementOf :A ] a :B ."),
    "a reflexive property of two": (":p a owl:ReflexiveProperty .", ":x :p :y ."),
    "below a reflexive property": (
        PROPERTIES + ":q a owl:ReflexiveProperty . :p rdfs:subPropertyOf :q .",
        ":x :p :x .",
    ),
    "reflexive by its facts": (":x :p :x .", ":p a owl:ReflexiveProperty ."),
    "a narrower range": (":p rdfs:range xsd:short .", ":p rdfs:range xsd:byte ."),
    "a range that overlaps": (":p rdfs:range xsd:short .", ":p rdfs:range xsd:unsignedByte ."),
    "a range of a value": (":p rdfs:range xsd:integer . :x :p 5 .", ":p rdfs:range xsd:byte ."),
    "two ranges that leave more": (
        ":p rdfs:range xsd:short, xsd:unsignedInt .",
        ":p rdfs:range xsd:unsignedByte .",
    ),
    "datatypes that touch": (
        "",
        "xsd:nonNegativeInteger owl:disjointWith xsd:nonPositiveInteger .",
    ),
    "integers in floats": ("", "xsd:integer rdfs:subClassOf xsd:float ."),
    "two years of one thing": (
        ':p a owl:FunctionalProperty . :x :p "1994"^^xsd:gYear, "1995"^^xsd:gYear .',
        ":y :q :z .",
    ),
    "an empty class is no contradiction": (DISJOINT + ":C rdfs:subClassOf :A, :B .", ":y :q :z ."),
}
